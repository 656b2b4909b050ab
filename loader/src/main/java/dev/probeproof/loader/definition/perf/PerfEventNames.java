// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.perf;

import dev.probeproof.loader.definition.TextSlice;
import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.uapi.Errno;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** How perf calls the events of a probe. */
public final class PerfEventNames {
    /** Bytes of a name, the NUL at its end included. */
    private static final int SIZE = 64;

    private static final int LAST_SUFFIX = 1023;

    private final boolean force;
    private boolean first = true;

    /**
     * Names for the events of one definition.
     *
     * @param force the first event may have a suffix, too
     */
    public PerfEventNames(boolean force) {
        this.force = force;
    }

    /** An event cannot be named; {@link #errno} is perf's answer. */
    public static final class NamingException extends ProbeproofException {
        private final Errno errno;

        NamingException(Errno errno, String message) {
            super(message);
            this.errno = errno;
        }

        public Errno errno() {
            return errno;
        }
    }

    /** The automatic name of {@code FUNC:LINE}, {@code FUNC_L<line>}; null for any other point. */
    static @Nullable String ofLine(PerfPoint point) {
        return point instanceof PerfPoint.Function function
                        && function.place() instanceof PerfPlace.RelativeLine line
                ? function.name() + "_L" + line.line()
                : null;
    }

    /**
     * The name before any suffix.
     *
     * @param symbol the function in which the point turned out to be
     * @throws NamingException if it is no C identifier, or 64 bytes or longer
     */
    public static String base(PerfProbe probe, String symbol) {
        String name = probe.event() != null ? probe.event() : ofLine(probe.point());
        if (name == null && probe.point() instanceof PerfPoint.Function function && !function.isGlob()) {
            name = function.name();
        } else if (name == null && probe.point() instanceof PerfPoint.Address address) {
            name = "abs_" + Long.toHexString(address.address());
        } else if (name == null) {
            name = symbol;
        }
        name = name.startsWith(".") ? name.substring(1) : name;
        int end = TextSlice.of(name).indexOfAny(".@", 0);
        name = (end < 0 ? name : name.substring(0, end)) + (probe.onReturn() ? "__return" : "");
        return checked(name);
    }

    /**
     * A name that nobody has: that one, or with {@code _1} to {@code _1023} after it.
     *
     * @param base from {@link #base}
     * @throws NamingException EEXIST if the first name of the definition is taken and no force is used, ERANGE if all are
     */
    public String unused(String base, Predicate<String> taken) {
        if (!taken.test(base)) {
            first = false;
            return base;
        }
        if (first && !force) {
            throw new NamingException(
                    Errno.EEXIST,
                    "there is an event '" + base + "' already; give this one another name, or allow suffixes");
        }
        String stem = base.endsWith("__return") ? base.substring(0, base.length() - "__return".length()) : base;
        for (int number = 1; number <= LAST_SUFFIX; number++) {
            String name = checked(stem + "_" + number);
            if (!taken.test(name)) {
                first = false;
                return name;
            }
        }
        throw new NamingException(Errno.ERANGE, "all names from " + stem + "_1 to " + stem + "_" + LAST_SUFFIX + " are taken");
    }

    private static String checked(String name) {
        if (name.length() >= SIZE) {
            throw new NamingException(
                    Errno.E2BIG, "an event name has at most " + (SIZE - 1) + " bytes: '" + name + "' has " + name.length());
        }
        if (!TextSlice.of(name).isIdentifier()) {
            throw new NamingException(
                    Errno.EINVAL,
                    "'" + name + "' cannot be the name of an event: letters, digits and '_', no digit first; write one before"
                            + " '='");
        }
        return name;
    }
}
