// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.elf.ElfFile;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The direct calls of functions, where the address that a function returns to tells which of them it was.
 *
 * <p>It does unless the function can be entered once more in the same frame ({@link TailCalls}).
 */
final class KnownCalls {
    /** Each costs a comparison in every fetch. */
    static final int MOST = 8;

    private static final int KEPT_ANSWERS = 256;

    private final CallSiteSearch search;
    private final TailCalls tailCalls;
    private final CallInstructions instructions;
    private final Recent<Die, Answer> answers = new Recent<>(KEPT_ANSWERS, answer -> 1);

    KnownCalls(DebugInfo info, ElfFile code, Arch arch) {
        this.search = new CallSiteSearch(info);
        this.tailCalls = new TailCalls(info);
        this.instructions = new CallInstructions(code, arch);
    }

    /** @param caller what the instruction is part of that calls; its address is within that */
    record Call(CallSite site, CodeScopes caller, long returnAddress) {
        String words() {
            return caller.function().name().orElse("?") + " at 0x" + Long.toHexString(returnAddress);
        }
    }

    /**
     * @param problem why the calls do not tell what was passed, as the end of a sentence; empty if they may
     */
    record Answer(List<Call> calls, String problem) {
        Answer {
            calls = List.copyOf(calls);
        }
    }

    /** @param function with code of its own */
    Answer of(Die function) {
        return answers.get(function, this::find);
    }

    private Answer find(Die function) {
        OptionalLong entry = function.entryPc();
        if (entry.isEmpty()) {
            return new Answer(List.of(), "it has no entry");
        }
        CallSiteSearch.Found found = search.atMost(MOST, function);
        if (!found.complete()) {
            return new Answer(List.of(), "it has too many callers to tell them apart");
        }
        List<Call> calls = new ArrayList<>();
        for (CallSite site : found.calls()) {
            OptionalLong returnPc = site.returnPc();
            if (!site.isTailCall()
                    && returnPc.isPresent()
                    && instructions.targetBefore(returnPc.getAsLong()).equals(entry)) {
                CodeScopes caller = site.scopes();
                if (caller.scopes().isEmpty() || !caller.function().is(DwarfTag.SUBPROGRAM)) {
                    throw site.die().problem("a call outside of any function. The file is damaged");
                }
                calls.add(new Call(site, caller, returnPc.getAsLong()));
            }
        }
        return new Answer(calls, calls.isEmpty() ? "no direct call of it is described" : tailCalls.wayBack(function));
    }
}
