// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

/** Kernels take ring buffers of a page, of two, of four and so on; sources often say a round number instead. */
public final class RingBufferSize {
    /** The smallest page there is, which is also the page of most machines. */
    public static final int SMALLEST_PAGE_BYTES = 4096;

    private static final int LARGEST = 1 << 31;

    private RingBufferSize() {}

    /**
     * The size itself if a kernel takes it, else the next larger one that it takes. 0 stays 0 and is the kernel's to
     * refuse, as is what lies beyond 2 GiB.
     *
     * @param bytes unsigned
     * @param pageBytes a power of two
     */
    public static int fitting(int bytes, int pageBytes) {
        if (bytes == 0 || Integer.compareUnsigned(bytes, LARGEST) > 0) {
            return bytes;
        }
        int size = pageBytes;
        while (Integer.compareUnsigned(size, bytes) < 0) {
            size <<= 1;
        }
        return size;
    }
}
