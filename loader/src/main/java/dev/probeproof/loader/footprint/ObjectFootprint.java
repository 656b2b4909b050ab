// SPDX-License-Identifier: MIT
package dev.probeproof.loader.footprint;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfPattern;
import dev.probeproof.loader.btf.BtfSelection;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.btf.EssentialName;
import dev.probeproof.loader.definition.Mechanism;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.Extern;
import dev.probeproof.loader.object.FunctionSpec;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.loader.object.StructOps;
import dev.probeproof.loader.probe.ProbeNotation;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;

/**
 * What an object touches in the types of a kernel: CO-RE relocations, functions and variables of the kernel that it
 * uses, what its programs attach to, tables of operations that it fills, and its own probe definitions.
 */
public final class ObjectFootprint {
    private static final String KERNEL_WRAPPER = "bpf_struct_ops_";

    /** Where kernels of our architectures have system calls: loaders look there to tell how these are entered. */
    private static final List<String> ENTRIES = List.of(
            "__x64_sys_bpf",
            "__arm64_sys_bpf",
            "__riscv_sys_bpf",
            "__s390x_sys_bpf",
            "__powerpc64_sys_bpf",
            "bpf_prog_get");

    private final BpfObject object;
    private final BtfSelection selection;

    private ObjectFootprint(BpfObject object, BtfSelection selection) {
        this.object = object;
        this.selection = selection;
    }

    /**
     * Chooses what the object touches.
     *
     * @throws dev.probeproof.loader.definition.ProbeSyntaxException if one of its probe definitions is none
     */
    public static void choose(BpfObject object, BtfSelection selection) {
        new ObjectFootprint(object, selection).choose();
    }

    private void choose() {
        Btf local = object.btf();
        if (local != null) {
            CoreFootprint core = new CoreFootprint(local, selection);
            object.programs().forEach(program -> relocations(program.function(), core));
            object.subprograms().forEach(function -> relocations(function, core));
            for (int id = local.firstId(); id < local.endId(); id++) {
                ownType(local, local.type(id));
            }
        }
        object.externs().forEach(this::extern);
        object.structOps().forEach(this::operations);
        for (ProgramSpec program : object.programs()) {
            attachTarget(program);
            Mechanism mechanism = Mechanism.of(program.type(), program.expectedAttachType());
            program.probes().forEach(text -> ProbeFootprint.choose(ProbeNotation.readAny(text, mechanism), selection));
        }
    }

    private static void relocations(FunctionSpec function, CoreFootprint core) {
        function.coreRelocations().forEach(core::choose);
    }

    private void extern(Extern extern) {
        if (extern instanceof Extern.Function) {
            selection.ask(BtfKind.FUNC, extern.name());
        } else if (extern instanceof Extern.Variable) {
            selection.ask(BtfKind.VAR, extern.name());
        } else if (extern instanceof Extern.Configuration && extern.name().startsWith("LINUX_")) {
            selection.ask(BtfKind.ENUM, "bpf_func_id");
            ENTRIES.forEach(name -> selection.ask(BtfKind.FUNC, name));
        }
    }

    /** What the section of a BTF-typed program names, in the words of the kernel's types. */
    private void attachTarget(ProgramSpec program) {
        String target = program.target().substring(program.target().indexOf(':') + 1);
        if (target.isEmpty()) {
            return;
        }
        if (program.type() == ProgramType.LSM) {
            function("bpf_lsm_" + target);
        } else if (program.type() == ProgramType.TRACING && attaches(program, AttachType.TRACE_ITER)) {
            function("bpf_iter_" + target);
        } else if (program.type() == ProgramType.TRACING && attaches(program, AttachType.TRACE_RAW_TP)) {
            selection.ask(BtfKind.TYPEDEF, "btf_trace_" + target);
        } else if (program.type() == ProgramType.TRACING || isKernelProbe(program)) {
            int offset = target.indexOf('+');
            function(offset < 0 ? target : target.substring(0, offset));
        }
    }

    private static boolean attaches(ProgramSpec program, AttachType type) {
        return program.expectedAttachType() == type.number();
    }

    private static boolean isKernelProbe(ProgramSpec program) {
        String section = program.section().startsWith("?") ? program.section().substring(1) : program.section();
        return section.startsWith("kprobe") || section.startsWith("kretprobe");
    }

    private void function(String name) {
        BtfPattern pattern = BtfPattern.of(name);
        if (!pattern.isGlob()) {
            ProbeFootprint.function(name, selection);
            return;
        }
        Btf btf = selection.btf();
        pattern.find(btf).stream()
                .filter(id -> btf.kind(id) == BtfKind.FUNC)
                .forEach(id -> ProbeFootprint.chooseValues(id, selection));
    }

    /** Pointers to kernel objects that the object's maps hold. */
    private void ownType(Btf local, BtfType type) {
        if (type instanceof BtfType.Alias tag
                && tag.kind() == BtfKind.TYPE_TAG
                && tag.name().contains("kptr")) {
            BtfType target = local.resolve(tag.type());
            if (target.kind().isComposite() && !target.name().isEmpty()) {
                selection.ask(target.kind(), target.name());
            }
        }
    }

    /** A table of functions that the object fills, and the struct that the kernel wraps it in. */
    private void operations(StructOps table) {
        selection.ask(BtfKind.STRUCT, table.typeName()).forEach(selection::keepWhole);
        String wrapper = KERNEL_WRAPPER + EssentialName.of(table.typeName());
        selection.ask(BtfKind.STRUCT, wrapper).forEach(selection::keepWhole);
    }
}
