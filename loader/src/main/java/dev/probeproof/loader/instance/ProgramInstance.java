// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.probe.ProbePoint;
import dev.probeproof.loader.relocate.RelocatedProgram;
import java.util.List;
import java.util.Map;

/**
 * One loadable variant of a program: a prologue before the untouched body, and the probe points that it serves.
 *
 * @param program where the body comes from
 * @param index position among the instances of its program, from 0
 * @param prologue instructions before the body; empty for the plain program
 * @param prologueMaps maps that the prologue names by index (pseudo sources 5 and 6), mostly none
 * @param layout how the prologue hands its results to the body
 * @param notes what the prologue is about, ascending by slot
 * @param points may be none
 */
public record ProgramInstance(
        RelocatedProgram program,
        int index,
        Instructions prologue,
        List<String> prologueMaps,
        PrologueLayout layout,
        List<PrologueNote> notes,
        InstanceAttributes attributes,
        List<ProbePoint> points) {
    public ProgramInstance {
        prologueMaps = List.copyOf(prologueMaps);
        notes = List.copyOf(notes);
        points = List.copyOf(points);
    }

    /** An instance with a prologue that names no maps, and the attributes of its program. */
    public ProgramInstance(
            RelocatedProgram program,
            int index,
            Instructions prologue,
            PrologueLayout layout,
            List<ProbePoint> points) {
        this(program, index, prologue, List.of(), layout, List.of(), InstanceAttributes.NONE, points);
    }

    /** The plain program. */
    public static ProgramInstance plain(RelocatedProgram program) {
        return new ProgramInstance(program, 0, Instructions.of(), PrologueLayout.NONE, List.of());
    }

    /** What the kernel will run: the prologue, then the body. */
    public Instructions instructions() {
        return prologue.append(program.instructions());
    }

    /**
     * What a kernel gets: map names become indexes, function and line records move behind the prologue.
     *
     * @param maps every map that the program names, by name
     * @throws IllegalArgumentException if one is missing
     */
    public ProgramImage image(Map<String, MapHandle> maps) {
        MapTable table = MapTable.of(this);
        boolean ownTarget = attributes.attachBtfId() != 0;
        return new ProgramImage(
                attributes.name(program.name()),
                program.type(),
                attributes.expectedAttachType().orElse(program.expectedAttachType()),
                program.license(),
                table.instructions(),
                table.handles(maps, program.name()),
                program.flags() | attributes.moreFlags(),
                ShiftedBtf.of(this),
                ownTarget ? attributes.attachBtfId() : program.attach().btfId(),
                program.kernelVersion(),
                program.modules(),
                ownTarget ? "" : program.attach().module());
    }

    /** How messages call it: {@code 'trace_open' instance 1 (kprobe:vfs_open, kprobe:vfs_read and 3 more)}. */
    public String label() {
        String served = String.join(
                ", ",
                points.stream()
                        .limit(2)
                        .map(point -> point.attachPoint().toString())
                        .toList());
        String more = points.size() > 2 ? " and " + (points.size() - 2) + " more" : "";
        return "'" + program.name() + "' instance " + index + (served.isEmpty() ? "" : " (" + served + more + ")");
    }
}
