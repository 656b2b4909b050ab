// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.debug;

/**
 * Where an execution stands, to compare with others.
 *
 * @param number of the instruction over the whole scenario
 * @param depth functions under way
 * @param call the number of a run
 */
record Position(long number, int call, int depth, boolean end) {
    /** A run of a program. */
    record Run(int number, int step, String title, String program, String attachedTo, long first) {
        static Run of(Live live) {
            return new Run(
                    live.run(),
                    live.step(),
                    live.stepTitle(),
                    live.frame().code().name(),
                    live.attachedTo(),
                    live.number());
        }
    }

    static Position of(Live live) {
        return new Position(live.number(), live.run(), live.frames().depth(), live.isEnd());
    }

    /** Whether a motion that begins here ends at a moment that lies ahead. */
    boolean reaches(Motion motion, Live live) {
        boolean sameRun = live.run() == call;
        int now = live.frames().depth();
        return switch (motion) {
            case STEP_INSTRUCTION -> true;
            case STEP -> sameRun && now < depth || startsLine(live);
            case NEXT -> sameRun && now < depth || (now <= depth || !sameRun) && startsLine(live);
            case FINISH -> sameRun ? now < depth : startsLine(live);
            default -> false;
        };
    }

    /** Programs without lines are stepped through run by run. */
    private static boolean startsLine(Live live) {
        return live.startsLine()
                || live.runBegins()
                        && live.frame().code().line(live.frame().slot()).isEmpty();
    }

    /** Whether a motion backwards may end at a moment that lies behind; the last one counts. */
    boolean reachesBack(Motion motion, Live live) {
        boolean sameRun = live.run() == call;
        int now = live.frames().depth();
        return switch (motion) {
            case BACK_INSTRUCTION -> true;
            case BACK_STEP -> startsLine(live);
            case BACK_NEXT -> startsLine(live) && (end || now <= depth);
            case BACK_FINISH -> end ? live.runBegins() : sameRun && (depth > 1 ? now < depth : live.runBegins());
            default -> false;
        };
    }
}
