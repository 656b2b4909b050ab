// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.instance.ProgramDigest;
import dev.probeproof.loader.instance.ProgramInstance;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.Extern;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.loader.relocate.AttachTarget;
import dev.probeproof.loader.relocate.RelocatedObject;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * One document of {@code dump image --json}. Its fields are an interface that other tools rely on (docs/cli.md): numbers
 * are the kernel's, and nothing is left out; what does not apply is null.
 */
final class ImageJson {
    private static final String KCONFIG = ".kconfig";

    private ImageJson() {}

    static void writeUnreadable(JsonGenerator json, String path, TargetKernel kernel, ProbeproofException reason) {
        start(json, path, kernel);
        for (String list : List.of("programs", "maps", "core")) {
            json.writeArrayPropertyStart(list);
            json.writeEndArray();
        }
        json.writeStringProperty("error", reason.getMessage());
        json.writeEndObject();
    }

    static void write(JsonGenerator json, String path, Instantiation made, boolean instructions) {
        start(json, path, made.kernel());
        writePrograms(json, made);
        json.writeArrayPropertyStart("maps");
        for (MapSpec map : made.relocated().maps()) {
            MapJson.write(json, map, !KCONFIG.equals(map.section()) || isConfigurationKnown(made.relocated()));
        }
        json.writeEndArray();
        DumpRelocated.writeOutcomes(json, made.relocated());
        json.writeStringProperty("license", made.object().license());
        json.writeNumberProperty(
                "kernel_version", Integer.toUnsignedLong(made.object().kernelVersion()));
        if (instructions) {
            writeImages(json, made);
        }
        DumpInstances.writeRefused(json, made);
        json.writeNullProperty("error");
        json.writeEndObject();
    }

    private static boolean isConfigurationKnown(RelocatedObject relocated) {
        return relocated.notes().stream()
                .noneMatch(note -> note.unknown() && note.extern() instanceof Extern.Configuration);
    }

    private static void start(JsonGenerator json, String path, TargetKernel kernel) {
        json.writeStartObject();
        json.writeNumberProperty("schemaVersion", JsonOutput.SCHEMA_VERSION);
        json.writeStringProperty("object", path);
        json.writeStringProperty("kernel", kernel.name());
    }

    private static void writePrograms(JsonGenerator json, Instantiation made) {
        Map<String, RelocatedProgram> relocated = new LinkedHashMap<>();
        made.relocated().programs().forEach(program -> relocated.put(program.name(), program));
        Map<String, String> errors = new LinkedHashMap<>();
        for (RelocatedObject.Refusal refusal : made.relocated().refused()) {
            errors.put(refusal.program(), String.valueOf(refusal.reason().getMessage()));
        }
        json.writeArrayPropertyStart("programs");
        for (ProgramSpec program : made.object().programs()) {
            json.writeStartObject();
            json.writeStringProperty("name", program.name());
            json.writeStringProperty("section", sectionName(program));
            json.writeNumberProperty("type", program.type().number());
            json.writeNumberProperty("attach_type", program.expectedAttachType());
            RelocatedProgram ready = relocated.get(program.name());
            if (ready == null) {
                json.writeNullProperty("insns");
                json.writeNullProperty("insns_sha256");
            } else {
                json.writeNumberProperty("insns", ready.instructions().size());
                json.writeStringProperty(
                        "insns_sha256",
                        ProgramDigest.sha256(ready, made.object().maps()));
            }
            writeText(json, "error", errors.get(program.name()));
            writeMore(json, program, ready, made);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Loaders forget the mark of programs that wait to be asked for; {@code autoload} remembers it. */
    private static String sectionName(ProgramSpec program) {
        return program.section().startsWith("?") ? program.section().substring(1) : program.section();
    }

    private static void writeMore(
            JsonGenerator json, ProgramSpec program, @Nullable RelocatedProgram ready, Instantiation made) {
        json.writeStringProperty("type_name", program.type().toString());
        json.writeStringProperty("attach_type_name", attachTypeName(program));
        json.writeNumberProperty("flags", Integer.toUnsignedLong(program.flags()));
        json.writeBooleanProperty("autoload", program.autoload());
        if (ready != null) {
            writeAttach(json, ready.attach());
        }
        json.writeArrayPropertyStart("instances");
        for (ProgramInstance instance : made.instances()) {
            if (instance.program().name().equals(program.name())
                    && !instance.points().isEmpty()) {
                writeInstance(json, instance, made.object());
            }
        }
        json.writeEndArray();
    }

    /** Where a BTF-typed program belongs; a kernel without that place loads no such program, whatever its code. */
    private static void writeAttach(JsonGenerator json, AttachTarget target) {
        json.writeStringProperty("attach_name", target.name());
        json.writeStringProperty("attach_module", target.module());
        json.writeNumberProperty("attach_btf_id", target.btfId());
        writeText(json, "attach_problem", target.problem());
    }

    private static void writeInstance(JsonGenerator json, ProgramInstance instance, BpfObject object) {
        json.writeStartObject();
        json.writeNumberProperty("index", instance.index());
        json.writeArrayPropertyStart("points");
        instance.points().forEach(point -> json.writeString(point.attachPoint().toString()));
        json.writeEndArray();
        json.writeNumberProperty("prologue_insns", instance.prologue().size());
        json.writeNumberProperty("insns", instance.instructions().size());
        json.writeStringProperty("insns_sha256", ProgramDigest.sha256(instance, object.maps()));
        json.writeEndObject();
    }

    /** Number 0 means both "none" and a cgroup attach type; only programs on cgroups mean the latter. */
    private static String attachTypeName(ProgramSpec program) {
        if (program.expectedAttachType() == 0 && program.type() != ProgramType.CGROUP_SKB) {
            return "";
        }
        return AttachType.of(program.expectedAttachType())
                .map(AttachType::toString)
                .orElse(Integer.toUnsignedString(program.expectedAttachType()));
    }

    private static void writeImages(JsonGenerator json, Instantiation made) {
        json.writeArrayPropertyStart("images");
        for (ProgramInstance instance : made.instances()) {
            ProgramImage image = NamedMap.image(instance);
            json.writeStartObject();
            json.writeStringProperty("name", image.name());
            json.writeStringProperty("program", instance.program().name());
            json.writeNumberProperty("flags", Integer.toUnsignedLong(image.flags()));
            json.writeNumberProperty("attach_type", image.expectedAttachType());
            json.writeNumberProperty("attach_btf_id", image.attachBtfId());
            json.writeArrayPropertyStart("maps");
            for (MapHandle map : image.maps()) {
                json.writeString(map.spec().name());
            }
            json.writeEndArray();
            ProgramBtf btf = image.btf();
            if (btf != null) {
                json.writeNumberProperty("btf_bytes", btf.blob().size());
                writeRecords(json, btf);
            }
            DumpImage.listing(instance, image).write(json, made.object().order());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeRecords(JsonGenerator json, ProgramBtf btf) {
        json.writeArrayPropertyStart("func_info");
        for (ProgramBtf.FuncInfo function : btf.functions()) {
            numbers(json, function.slot(), function.typeId());
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("line_info");
        for (ProgramBtf.LineInfo line : btf.lines()) {
            numbers(json, line.slot(), line.fileName(), line.lineText(), line.lineColumn());
        }
        json.writeEndArray();
    }

    private static void numbers(JsonGenerator json, int... unsigned) {
        json.writeStartArray();
        for (int number : unsigned) {
            json.writeNumber(Integer.toUnsignedLong(number));
        }
        json.writeEndArray();
    }

    static void writeText(JsonGenerator json, String name, @Nullable String text) {
        if (text == null) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, text);
        }
    }
}
