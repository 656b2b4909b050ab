// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a hash, in order of insertion: what iteration follows, so that it is the same in every run (a real
 * kernel's order depends on a random seed).
 */
final class KeyedElements<E> {
    private final Map<ElementKey, Node<E>> nodes = new HashMap<>();
    private @Nullable Node<E> first;
    private @Nullable Node<E> last;

    private static final class Node<E> {
        final ElementKey key;
        E element;

        @Nullable
        Node<E> previous;

        @Nullable
        Node<E> next;

        Node(ElementKey key, E element) {
            this.key = key;
            this.element = element;
        }
    }

    int size() {
        return nodes.size();
    }

    @Nullable
    E get(byte[] key) {
        Node<E> node = nodes.get(ElementKey.of(key));
        return node == null ? null : node.element;
    }

    /** Adds or replaces; returns what was there before. A replaced element keeps its place. */
    @Nullable
    E put(byte[] key, E element) {
        ElementKey elementKey = ElementKey.of(key.clone());
        Node<E> node = nodes.get(elementKey);
        if (node != null) {
            E before = node.element;
            node.element = element;
            return before;
        }
        node = new Node<>(elementKey, element);
        nodes.put(elementKey, node);
        append(node);
        return null;
    }

    @Nullable
    E remove(byte[] key) {
        Node<E> node = nodes.remove(ElementKey.of(key));
        if (node == null) {
            return null;
        }
        unlink(node);
        return node.element;
    }

    /** Puts an element at the end of the order. */
    void moveToEnd(byte[] key) {
        Node<E> node = nodes.get(ElementKey.of(key));
        if (node != null && node != last) {
            unlink(node);
            append(node);
        }
    }

    /** Removes the first element in order. */
    @Nullable
    E removeFirst() {
        Node<E> node = first;
        if (node == null) {
            return null;
        }
        nodes.remove(node.key);
        unlink(node);
        return node.element;
    }

    /** The key after a key; the first one if there is no such key, as {@code BPF_MAP_GET_NEXT_KEY} does. */
    Optional<byte[]> keyAfter(Optional<byte[]> key) {
        Node<E> node = key.map(bytes -> nodes.get(ElementKey.of(bytes))).orElse(null);
        Node<E> next = node == null ? first : node.next;
        return Optional.ofNullable(next).map(found -> found.key.copy());
    }

    /** All keys as they are now, in order. */
    List<byte[]> keys() {
        List<byte[]> keys = new ArrayList<>(nodes.size());
        for (Node<E> node = first; node != null; node = node.next) {
            keys.add(node.key.copy());
        }
        return keys;
    }

    /** All elements as they are now, in order. */
    List<E> elements() {
        List<E> elements = new ArrayList<>(nodes.size());
        for (Node<E> node = first; node != null; node = node.next) {
            elements.add(node.element);
        }
        return elements;
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
}
