// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.object;

import dev.probeproof.emulator.memory.KernelHeap;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.event.Task;
import dev.probeproof.loader.kernel.TargetKernel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes objects of a kernel's types, as its own code would have left them at a probe:
 *
 * <pre>{@code
 * KernelObjects objects = kernel.objects();
 * KernelObject name = objects.text("passwd");
 * KernelObject dentry = objects.object("struct dentry").set("d_name.name", name);
 * KernelObject file = objects.object("struct file").set("f_path.dentry", dentry).set("f_flags", 0x8000);
 * }</pre>
 *
 * <p>Layout and byte order are the kernel's. What is not set holds poison ({@code 0x6b}), and pointers that are not set lead to
 * addresses that fault, each to its own, so that {@link #unset} can tell which was forgotten. Objects live as long as the
 * kernel; the same calls give the same addresses in every run. For the thread that uses the kernel.
 */
public final class KernelObjects {
    private final ObjectMemory memory;

    /** @param heap where the kernel has its own objects */
    public KernelObjects(TargetKernel kernel, KernelHeap heap) {
        this(new ObjectTypes(kernel), heap);
    }

    /**
     * @param types of the kernel, which several kernels of the same target may share
     * @param heap where the kernel has its own objects
     */
    public KernelObjects(ObjectTypes types, KernelHeap heap) {
        this.memory = new ObjectMemory(types, heap);
    }

    /** An object of a type that is named as in C: {@code struct file}, {@code u64}. */
    public KernelObject object(String type) {
        int id = memory.types().find(type);
        return memory.make(id, memory.types().btf().sizeOf(id));
    }

    /** An object of a type by its id in the kernel's BTF. */
    public KernelObject object(int typeId) {
        Btf btf = memory.types().btf();
        return memory.make(btf.strip(typeId), btf.sizeOf(typeId));
    }

    /** A struct with a flexible array at its end, and room for so many elements of that. */
    public KernelObject object(String type, int flexibleElements) {
        int id = memory.types().find(type);
        Btf btf = memory.types().btf();
        BtfType.Array last = btf.resolve(id) instanceof BtfType.Composite struct
                        && !struct.members().isEmpty()
                        && btf.resolve(struct.members()
                                        .get(struct.members().size() - 1)
                                        .type())
                                instanceof BtfType.Array array
                        && array.count() <= 1
                ? array
                : null;
        if (last == null || flexibleElements < 0) {
            throw new KernelObjectException(memory.types().words(id) + " has no flexible array that could have "
                    + flexibleElements + " elements");
        }
        return memory.make(id, btf.sizeOf(id) + flexibleElements * btf.sizeOf(last.elementType()));
    }

    /** So many objects side by side: the first of them, whose {@link KernelObject#element} are the others. */
    public KernelObject array(String elementType, int count) {
        return array(memory.types().find(elementType), count);
    }

    KernelObject array(int element, int count) {
        KernelObject all = memory.make(element, count * memory.types().btf().sizeOf(element));
        for (int i = 1; i < count; i++) {
            memory.unsetPointers(all, i * memory.types().btf().sizeOf(element));
        }
        return all;
    }

    /** A task, with credentials, process id, namespaces and a table of open files. */
    public KernelTask task(Task task) {
        return new KernelTask(this, task);
    }

    /**
     * Text with its NUL in kernel memory. Poison lies behind it, to the end of a page: tools read names by the size of their
     * buffer, and kernels have something else there.
     */
    public KernelObject text(String text) {
        return memory.text((text + "\0").getBytes(StandardCharsets.UTF_8), "text '" + text + "'");
    }

    /** Bytes in kernel memory. */
    public KernelObject bytes(byte[] bytes) {
        return memory.bytes(bytes, bytes.length + " bytes");
    }

    /** What lies at an address, taken for an object of that type; reading it fails where nothing is mapped. */
    public KernelObject at(String type, long address) {
        return new KernelObject(
                memory, memory.types().find(type), address, type + " at 0x" + Long.toHexString(address));
    }

    /**
     * Puts objects on a doubly linked list, in that order; the head alone is an empty list.
     *
     * @param head a {@code struct list_head}
     * @param link path of the {@code struct list_head} in each object
     */
    public void list(KernelObject head, String link, List<KernelObject> objects) {
        LinkedLists.list(head, objects.stream().map(each -> each.member(link)).toList());
    }

    /**
     * Puts objects on a list of a hash table's bucket, in that order.
     *
     * @param head a {@code struct hlist_head}
     * @param link path of the {@code struct hlist_node} in each object
     */
    public void hashList(KernelObject head, String link, List<KernelObject> objects) {
        LinkedLists.hashList(
                head, objects.stream().map(each -> each.member(link)).toList());
    }

    /**
     * Puts objects into a red-black tree, which then is balanced and in that order.
     *
     * @param root a {@code struct rb_root} or {@code struct rb_root_cached}
     * @param link path of the {@code struct rb_node} in each object
     */
    public void tree(KernelObject root, String link, List<KernelObject> objects) {
        RedBlackTree.build(root, objects.stream().map(each -> each.member(link)).toList());
    }

    /** The pointer that leads to an address because nobody set it, in words: {@code f_path.dentry of struct file #1}. */
    public Optional<String> unset(long address) {
        return memory.unset(address);
    }

    /** What lies at an address, in words: {@code f_path.dentry of struct file #1}; empty where no object made here has a member. */
    public Optional<String> member(long address) {
        return memory.member(address);
    }

    /**
     * Names places in objects by the way to them.
     *
     * @param roots objects that have a name of their own, such as {@code $file}
     */
    public ObjectNames names(Map<String, KernelObject> roots) {
        return new ObjectNames(memory, roots);
    }
}
