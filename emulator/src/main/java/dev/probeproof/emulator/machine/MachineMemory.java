// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.event.MemoryImage;
import dev.probeproof.loader.event.PtRegs;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is mapped into an engine: a stack and a heap from the start, pages of the image and of the caller when they are first
 * used. Knows what each page held at first.
 */
final class MachineMemory {
    /** As large as a kernel's stack on x86-64. */
    static final int STACK_BYTES = 16 << 10;

    static final int HEAP_BYTES = 64 << 10;

    private static final int PERCPU_BYTES = 1 << 20;

    /** More data than this belongs to a kernel, and is not copied for every event. */
    private static final long WHOLE_DATA_BYTES = 1 << 20;

    /** What leaf functions may use below the stack pointer on x86-64. */
    private static final int RED_ZONE_BYTES = 128;

    /** What memory holds that nobody has written: no plausible value, no address. */
    private static final byte FILL = (byte) 0xa5;

    private static final int PAGE = Engine.PAGE_BYTES;

    private record Mapped(byte[] first, int permission, String name) {}

    private final MachineModel model;
    private final CodeImage image;
    private final Engine engine;
    private final TreeMap<Long, Mapped> pages = new TreeMap<>(Long::compareUnsigned);
    private @Nullable MissingMemory missing;
    private long heapUsed;

    MachineMemory(MachineModel model, CodeImage image, Engine engine) {
        this.model = model;
        this.image = image;
        this.engine = engine;
        mapFilled(model.layout().stack(), STACK_BYTES, "stack");
        mapFilled(model.layout().heap(), HEAP_BYTES, "heap");
        // Never executed, but some CPUs look at the page before they see that the run ends there.
        add(model.layout().guard(), new byte[PAGE], Engine.READ | Engine.EXECUTE, "return guard");
        if (model.executableEverywhere()) {
            mapCode();
        }
    }

    /**
     * Code that is not mapped is no fault that the caller hears of on s390x, but an exception of the CPU: all of it is mapped
     * before anything runs there.
     */
    private void mapCode() {
        for (CodeImage.Part part : image.parts()) {
            long last = part.address() + part.sizeBytes() - 1 & -PAGE;
            for (long page = part.address() & -PAGE;
                    (part.permission() & Engine.EXECUTE) != 0 && page != last + PAGE;
                    page += PAGE) {
                supplyPage(page);
            }
        }
        supplyPage(image.externalStart());
    }

    private void mapFilled(long address, int sizeBytes, String name) {
        byte[] page = new byte[PAGE];
        Arrays.fill(page, FILL);
        for (long at = address; at != address + sizeBytes; at += PAGE) {
            add(at, page, Engine.READ | Engine.WRITE, name);
        }
    }

    private void add(long page, byte[] content, int permission, String name) {
        engine.map(page, content, permission);
        pages.put(page, new Mapped(content, permission, name));
    }

    void onMissing(MissingMemory handler) {
        missing = handler;
    }

    /** Where the stack ends; functions find their arguments right below. */
    long stackEnd() {
        return model.layout().stack() + STACK_BYTES;
    }

    /** Maps what the image or the caller has at an access; false if there is nothing. */
    boolean supply(long address, int sizeBytes) {
        long first = address & -PAGE;
        long last = address + Math.max(sizeBytes, 1) - 1 & -PAGE;
        return supplyPage(first) && (last == first || supplyPage(last));
    }

    private boolean supplyPage(long page) {
        if (pages.containsKey(page)) {
            return true;
        }
        byte[] content = image.page(page);
        if (content != null) {
            add(page, content, image.permission(page), "image");
            return true;
        }
        long percpu = page - model.layout().percpu();
        if (percpu >= 0 && percpu < PERCPU_BYTES) {
            byte[] initial = image.page(percpu);
            add(page, initial == null ? new byte[PAGE] : initial, Engine.READ | Engine.WRITE, "per-CPU data");
            return true;
        }
        byte[] given = missing == null ? null : missing.page(page);
        if (given == null) {
            return false;
        }
        add(page, Arrays.copyOf(given, PAGE), Engine.READ | Engine.WRITE, "given memory");
        return true;
    }

    /** Gives every page that may be written its first content back. */
    void reset() {
        heapUsed = 0;
        pages.forEach((page, mapped) -> {
            if ((mapped.permission() & Engine.WRITE) != 0) {
                engine.write(page, mapped.first());
            }
        });
    }

    byte @Nullable [] read(long address, int sizeBytes) {
        if (sizeBytes < 0 || sizeBytes > 1 << 24) {
            throw new IllegalArgumentException(sizeBytes + " bytes of memory");
        }
        return supplyRange(address, sizeBytes) ? engine.read(address, sizeBytes) : null;
    }

    void write(long address, byte[] bytes) {
        if (!supplyRange(address, bytes.length)) {
            throw new MachineException(bytes.length + " bytes at 0x" + Long.toHexString(address)
                    + " cannot be written: nothing is mapped there");
        }
        engine.write(address, bytes);
    }

    private boolean supplyRange(long address, int sizeBytes) {
        long last = address + Math.max(sizeBytes, 1) - 1 & -PAGE;
        for (long page = address & -PAGE; page != last + PAGE; page += PAGE) {
            if (!supplyPage(page)) {
                return false;
            }
        }
        return true;
    }

    /** Puts bytes on the heap, at a multiple of 16. */
    long place(byte[] bytes) {
        if (heapUsed + bytes.length > HEAP_BYTES) {
            throw new MachineException("the heap of " + HEAP_BYTES + " bytes is full: reset the machine between calls");
        }
        long address = model.layout().heap() + heapUsed;
        heapUsed += Math.max(16, bytes.length + 15 & -16);
        engine.write(address, bytes);
        return address;
    }

    /** See {@link MachineStop#memory}. */
    MemoryImage image(PtRegs registers) {
        List<MemoryImage.Extent> extents = new ArrayList<>();
        long top = stackEnd();
        long low = Math.max(model.layout().stack(), registers.get(model.arch().stackPointer()) - RED_ZONE_BYTES);
        if (low < top && low >= model.layout().stack()) {
            extents.add(extent(low, (int) (top - low), "stack"));
        }
        if (heapUsed > 0) {
            extents.add(extent(model.layout().heap(), (int) heapUsed, "heap"));
        }
        long data = image.parts().stream()
                .filter(part -> (part.permission() & Engine.EXECUTE) == 0)
                .mapToLong(CodeImage.Part::sizeBytes)
                .sum();
        if (data <= WHOLE_DATA_BYTES) {
            image.parts().stream()
                    .filter(part -> (part.permission() & Engine.EXECUTE) == 0)
                    .forEach(part -> extents.add(extent(part.address(), (int) part.sizeBytes(), part.name())));
        }
        addUsedPages(extents, data > WHOLE_DATA_BYTES);
        return new MemoryImage(extents);
    }

    private void addUsedPages(List<MemoryImage.Extent> extents, boolean ofImage) {
        long from = 0;
        ByteArrayOutputStream run = new ByteArrayOutputStream();
        String name = "";
        for (var entry : pages.entrySet()) {
            String kind = entry.getValue().name();
            boolean wanted = kind.equals("given memory")
                    || kind.equals("per-CPU data")
                    || ofImage && kind.equals("image") && (entry.getValue().permission() & Engine.EXECUTE) == 0;
            if (!wanted) {
                continue;
            }
            if (run.size() > 0 && (from + run.size() != entry.getKey() || !name.equals(kind))) {
                extents.add(new MemoryImage.Extent(from, Bytes.wrap(run.toByteArray(), name), name));
                run.reset();
            }
            if (run.size() == 0) {
                from = entry.getKey();
                name = kind;
            }
            byte[] content = engine.read(entry.getKey(), PAGE);
            run.writeBytes(content == null ? entry.getValue().first() : content);
        }
        if (run.size() > 0) {
            extents.add(new MemoryImage.Extent(from, Bytes.wrap(run.toByteArray(), name), name));
        }
    }

    private MemoryImage.Extent extent(long address, int sizeBytes, String name) {
        byte[] content = read(address, sizeBytes);
        if (content == null) {
            throw new MachineException(name + " at 0x" + Long.toHexString(address) + " is not mapped");
        }
        return new MemoryImage.Extent(
                address, Bytes.wrap(content, name).withOrder(model.arch().byteOrder()), name);
    }
}
