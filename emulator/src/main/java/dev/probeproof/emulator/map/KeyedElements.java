// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a hash, in order of insertion: what iteration follows, so that it is the same in every run (a real
 * kernel's order depends on a random seed). A table of its own rather than one of the JDK, because a look-up takes its key
 * from the middle of an array and allocates nothing.
 */
final class KeyedElements<E> {
    private static final int FIRST_CAPACITY = 16;

    private final int keyBytes;
    /** By hash; the number of chains is a power of two. */
    private @Nullable Node<E>[] chains = newChains(FIRST_CAPACITY);

    private int size;
    private @Nullable Node<E> first;
    private @Nullable Node<E> last;

    private static final class Node<E> {
        final byte[] key;
        final int hash;
        E element;

        @Nullable
        Node<E> chained;

        @Nullable
        Node<E> previous;

        @Nullable
        Node<E> next;

        Node(byte[] key, int hash, E element) {
            this.key = key;
            this.hash = hash;
            this.element = element;
        }
    }

    /**
     * @param keyBytes size of every key
     */
    KeyedElements(int keyBytes) {
        this.keyBytes = keyBytes;
    }

    int size() {
        return size;
    }

    @Nullable
    E get(byte[] key) {
        return get(key, 0);
    }

    /** The element of the key that starts at an offset. */
    @Nullable
    E get(byte[] source, int offset) {
        Node<E> node = find(source, offset);
        return node == null ? null : node.element;
    }

    /** As {@link #get(byte[], int)}, and puts the element at the end of the order. */
    @Nullable
    E getAndMoveToEnd(byte[] source, int offset) {
        Node<E> node = find(source, offset);
        if (node == null) {
            return null;
        }
        if (node != last) {
            unlink(node);
            append(node);
        }
        return node.element;
    }

    /** Adds or replaces; returns what was there before. A replaced element keeps its place. */
    @Nullable
    E put(byte[] key, E element) {
        Node<E> node = find(key, 0);
        if (node != null) {
            E before = node.element;
            node.element = element;
            return before;
        }
        if (size == chains.length) {
            grow();
        }
        node = new Node<>(key.clone(), hash(key, 0), element);
        enchain(chains, node);
        append(node);
        size++;
        return null;
    }

    @Nullable
    E remove(byte[] key) {
        Node<E> node = find(key, 0);
        return node == null ? null : remove(node);
    }

    /** Puts an element at the end of the order. */
    void moveToEnd(byte[] key) {
        getAndMoveToEnd(key, 0);
    }

    /** Removes the first element in order. */
    @Nullable
    E removeFirst() {
        Node<E> node = first;
        return node == null ? null : remove(node);
    }

    /** The key after a key; the first one if there is no such key, as {@code BPF_MAP_GET_NEXT_KEY} does. */
    Optional<byte[]> keyAfter(Optional<byte[]> key) {
        Node<E> node = key.map(bytes -> find(bytes, 0)).orElse(null);
        Node<E> next = node == null ? first : node.next;
        return Optional.ofNullable(next).map(found -> found.key.clone());
    }

    /** All keys as they are now, in order. */
    List<byte[]> keys() {
        List<byte[]> keys = new ArrayList<>(size);
        for (Node<E> node = first; node != null; node = node.next) {
            keys.add(node.key.clone());
        }
        return keys;
    }

    /** All elements as they are now, in order. */
    List<E> elements() {
        List<E> elements = new ArrayList<>(size);
        for (Node<E> node = first; node != null; node = node.next) {
            elements.add(node.element);
        }
        return elements;
    }

    private @Nullable Node<E> find(byte[] source, int offset) {
        int hash = hash(source, offset);
        for (Node<E> node = chains[hash & chains.length - 1]; node != null; node = node.chained) {
            if (node.hash == hash && Arrays.equals(node.key, 0, keyBytes, source, offset, offset + keyBytes)) {
                return node;
            }
        }
        return null;
    }

    private int hash(byte[] source, int offset) {
        int hash = 1;
        for (int index = offset; index < offset + keyBytes; index++) {
            hash = 31 * hash + source[index];
        }
        // Neighbouring keys differ in their last byte, or in the first one of a number: spread both over the table.
        hash *= 0x9e37_79b9;
        return hash ^ hash >>> 15;
    }

    private void grow() {
        @Nullable Node<E>[] larger = newChains(chains.length * 2);
        for (Node<E> node = first; node != null; node = node.next) {
            enchain(larger, node);
        }
        chains = larger;
    }

    private static <E> void enchain(@Nullable Node<E>[] chains, Node<E> node) {
        int chain = node.hash & chains.length - 1;
        node.chained = chains[chain];
        chains[chain] = node;
    }

    private E remove(Node<E> removed) {
        int chain = removed.hash & chains.length - 1;
        Node<E> before = chains[chain];
        if (before == removed) {
            chains[chain] = removed.chained;
        } else {
            while (before != null && before.chained != removed) {
                before = before.chained;
            }
            if (before != null) {
                before.chained = removed.chained;
            }
        }
        unlink(removed);
        size--;
        return removed.element;
    }

    private void append(Node<E> node) {
        node.previous = last;
        node.next = null;
        if (last == null) {
            first = node;
        } else {
            last.next = node;
        }
        last = node;
    }

    private void unlink(Node<E> node) {
        if (node.previous == null) {
            first = node.next;
        } else {
            node.previous.next = node.next;
        }
        if (node.next == null) {
            last = node.previous;
        } else {
            node.next.previous = node.previous;
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type can be made in no other way
    private static <E> @Nullable Node<E>[] newChains(int count) {
        return new Node[count];
    }
}
