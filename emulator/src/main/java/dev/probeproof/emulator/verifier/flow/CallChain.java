// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.emulator.verifier.state.VerifierState;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The calls that lead to a function: the slots of the calls, from the program on, then where the function starts. */
final class CallChain {
    private final int[] sites;
    private final int subprogram;

    private CallChain(int[] sites, int subprogram) {
        this.sites = sites;
        this.subprogram = subprogram;
    }

    static CallChain of(VerifierState state, int frame, List<Subprogram> subprograms) {
        int[] sites = new int[frame + 1];
        for (int i = 0; i < frame; i++) {
            sites[i] = state.frame(i + 1).callSite;
        }
        int subprogram = state.frame(frame).subprogram;
        sites[frame] = subprograms.get(subprogram).start;
        return new CallChain(sites, subprogram);
    }

    /** Whether it is that of a frame of a state; cheaper than to make one and compare. */
    boolean isOf(VerifierState state, int frame) {
        if (sites.length != frame + 1 || state.frame(frame).subprogram != subprogram) {
            return false;
        }
        for (int i = 0; i < frame; i++) {
            if (sites[i] != state.frame(i + 1).callSite) {
                return false;
            }
        }
        return true;
    }

    /** Number of the function's frame. */
    int frame() {
        return sites.length - 1;
    }

    /** First slot of the function. */
    int start() {
        return sites[frame()];
    }

    /** Slot of the call in a frame further out. */
    int site(int frame) {
        return sites[frame];
    }

    /** Slot of the call of the function itself, in the next frame out. */
    int callSite() {
        return sites[frame() - 1];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CallChain that && Arrays.equals(sites, that.sites);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sites);
    }

    /** As the log prints it, like {@code (2,5,7)}. */
    @Override
    public String toString() {
        return Arrays.stream(sites).mapToObj(String::valueOf).collect(Collectors.joining(",", "(", ")"));
    }
}
