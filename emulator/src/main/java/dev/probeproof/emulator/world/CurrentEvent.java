// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.world;

import java.util.List;

/**
 * What helpers can ask about the event that a program runs for, beyond its context.
 *
 * @param functionAddress of the probed function, for {@code bpf_get_func_ip}; 0 where there is none
 * @param cookie what {@code bpf_get_attach_cookie} returns
 * @param kernelStack return addresses, innermost first; empty where there is no kernel stack to walk
 * @param userStack return addresses, innermost first; empty where there is no user stack to walk
 */
public record CurrentEvent(long functionAddress, long cookie, List<Long> kernelStack, List<Long> userStack) {
    public static final CurrentEvent NONE = new CurrentEvent(0, 0, List.of(), List.of());

    public CurrentEvent {
        kernelStack = List.copyOf(kernelStack);
        userStack = List.copyOf(userStack);
    }
}
