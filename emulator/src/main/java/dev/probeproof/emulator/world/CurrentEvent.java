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
 * @param traced what a trampoline knows of the function; {@link Traced#NOTHING} for other programs
 */
public record CurrentEvent(
        long functionAddress, long cookie, List<Long> kernelStack, List<Long> userStack, Traced traced) {
    /**
     * @param arguments how many words of arguments the context has
     * @param hasResult whether the function's result follows them
     */
    public record Traced(int arguments, boolean hasResult) {
        public static final Traced NOTHING = new Traced(0, false);
    }

    public static final CurrentEvent NONE = new CurrentEvent(0, 0, List.of(), List.of());

    public CurrentEvent(long functionAddress, long cookie, List<Long> kernelStack, List<Long> userStack) {
        this(functionAddress, cookie, kernelStack, userStack, Traced.NOTHING);
    }

    public CurrentEvent {
        kernelStack = List.copyOf(kernelStack);
        userStack = List.copyOf(userStack);
    }
}
