// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.fit;

import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.scenarios.parallel.InOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The offline compatibility report: every object on every kernel.
 *
 * <pre>{@code
 * FitReport report = Fit.of(objects, Kernels.lazily(names), Selection.DEFAULT, (what, done, total) -> {});
 * }</pre>
 *
 * <p>Kernels take turns, since the types of one take tens of megabytes: while one CPU reads the next kernel, the others
 * compare objects with this one.
 */
public final class Fit {
    private final List<Subject> subjects;
    private final List<Turn> turns = new ArrayList<>();
    private final Selection selection;
    private final Progress progress;
    private final List<FitReport.Kernel> described = new ArrayList<>();
    private final List<List<KernelFit>> rows = new ArrayList<>();
    private int done;

    private Fit(List<Subject> subjects, List<TargetKernel> kernels, Selection selection, Progress progress) {
        this.subjects = subjects;
        this.selection = selection;
        this.progress = progress;
        for (int i = 0; i < kernels.size(); i++) {
            int index = i;
            turns.add(new Turn(() -> kernels.get(index)));
        }
        subjects.forEach(subject -> rows.add(new ArrayList<>()));
    }

    /** Told after each piece of work. */
    @FunctionalInterface
    public interface Progress {
        void at(String what, int done, int total);
    }

    /**
     * An object, or why there is none: one of the two is null.
     *
     * @param name as the user named it
     */
    public record Subject(
            String name,
            @Nullable BpfObject object,
            @Nullable ProbeproofException unreadable) {
        public static Subject of(String name, BpfObject object) {
            return new Subject(name, object, null);
        }

        public static Subject unreadable(String name, ProbeproofException reason) {
            return new Subject(name, null, reason);
        }
    }

    /** To compare a subject with the kernel whose turn it is; with none, to read that kernel ahead of its turn. */
    private record Job(Turn turn, int subject) {
        static final int NONE = -1;
    }

    /** What came of a job. */
    private record Answer(
            Job job, FitReport.Kernel kernel, @Nullable KernelFit fit) {}

    /**
     * @param kernels each is asked for once, when its turn comes near
     * @throws ProbeproofException if a kernel cannot be read
     */
    public static FitReport of(
            List<Subject> subjects, List<TargetKernel> kernels, Selection selection, Progress progress) {
        return new Fit(subjects, kernels, selection, progress).report();
    }

    private FitReport report() {
        InOrder.run(jobs(), this::work, this::take);
        List<ObjectFit> objects = new ArrayList<>();
        for (int i = 0; i < subjects.size(); i++) {
            Subject subject = subjects.get(i);
            objects.add(new ObjectFit(subject.name(), subject.unreadable(), rows.get(i)));
        }
        return new FitReport(described, objects);
    }

    /** A kernel is read before the objects of the one whose turn is before it, so that it is ready when they are done. */
    private List<Job> jobs() {
        List<Job> jobs = new ArrayList<>();
        jobs.add(new Job(turns.get(0), Job.NONE));
        for (int i = 0; i < turns.size(); i++) {
            if (i + 1 < turns.size()) {
                jobs.add(new Job(turns.get(i + 1), Job.NONE));
            }
            for (int subject = 0; subject < subjects.size(); subject++) {
                if (subjects.get(subject).object() != null) {
                    jobs.add(new Job(turns.get(i), subject));
                }
            }
        }
        return jobs;
    }

    private Answer work(Job job) {
        FitTarget target = job.turn().target();
        TargetKernel kernel = target.kernel();
        FitReport.Kernel described = new FitReport.Kernel(
                kernel.name(), kernel.release(), kernel.arch().name());
        BpfObject object =
                job.subject() == Job.NONE ? null : subjects.get(job.subject()).object();
        return new Answer(job, described, object == null ? null : FitCheck.of(object, target, selection));
    }

    private void take(Answer answer) {
        done++;
        KernelFit fit = answer.fit();
        if (fit == null) {
            described.add(answer.kernel());
            return;
        }
        int subject = answer.job().subject();
        rows.get(subject).add(fit);
        int turn = rows.get(subject).size() - 1;
        progress.at(fit.kernel() + ", " + subjects.get(subject).name(), done, turns.size() * (subjects.size() + 1));
        if (turn > 0) {
            // Answers come in order, so all those of the turn before are in.
            turns.get(turn - 1).end();
        }
    }
}
