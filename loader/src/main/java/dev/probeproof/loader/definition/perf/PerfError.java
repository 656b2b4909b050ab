// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.perf;

import dev.probeproof.loader.definition.ProbeSyntaxException;
import java.util.Arrays;
import java.util.Optional;

/** What perf's loader of BPF objects (until Linux 6.5) answered, so that tools that replace it can show the same. */
public enum PerfError {
    /** The main part of a section name cannot be read; perf hides why. */
    CONFIG(3900),
    GROUP(3901),
    EVENTNAME(3902),
    INTERNAL(3903),
    COMPILE(3904),
    /** A term of a section name has an unknown key. */
    PROGCONF_TERM(3905),
    PROLOGUE(3906),
    PROLOGUE2BIG(3907),
    PROLOGUEOOB(3908),
    OBJCONF_OPT(3909),
    OBJCONF_CONF(3910),
    OBJCONF_MAP_OPT(3911),
    OBJCONF_MAP_NOTEXIST(3912),
    OBJCONF_MAP_VALUE(3913),
    OBJCONF_MAP_TYPE(3914),
    OBJCONF_MAP_KEYSIZE(3915),
    OBJCONF_MAP_VALUESIZE(3916),
    OBJCONF_MAP_NOEVT(3917),
    OBJCONF_MAP_MAPSIZE(3918),
    OBJCONF_MAP_EVTDIM(3919),
    OBJCONF_MAP_EVTINH(3920),
    OBJCONF_MAP_EVTTYPE(3921),
    OBJCONF_MAP_IDX2BIG(3922);

    private final int number;

    PerfError(int number) {
        this.number = number;
    }

    /** The number; perf returns it negated. */
    public int number() {
        return number;
    }

    /** Which of perf's errors this is; empty for a plain errno such as ERANGE, and where perf has none. */
    public static Optional<PerfError> of(ProbeSyntaxException error) {
        return Arrays.stream(values())
                .filter(value -> value.name().equals(error.originalError()))
                .findFirst();
    }
}
