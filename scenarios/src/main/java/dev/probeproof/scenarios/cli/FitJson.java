// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.object.SourceLine;
import dev.probeproof.scenarios.fit.Finding;
import dev.probeproof.scenarios.fit.FitReport;
import dev.probeproof.scenarios.fit.KernelFit;
import dev.probeproof.scenarios.fit.Need;
import dev.probeproof.scenarios.fit.ObjectFit;
import dev.probeproof.scenarios.fit.Place;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** A fit report for programs: one object, its fields in docs/cli.md. */
final class FitJson {
    private FitJson() {}

    static void print(FitReport report, Terminal terminal, boolean pretty) {
        JsonOutput.printObject(terminal, pretty, json -> {
            json.writeBooleanProperty("fits", report.allFit());
            json.writeArrayPropertyStart("kernels");
            report.kernels().forEach(kernel -> kernel(json, kernel));
            json.writeEndArray();
            json.writeArrayPropertyStart("objects");
            report.objects().forEach(object -> object(json, report, object));
            json.writeEndArray();
        });
    }

    private static void kernel(JsonGenerator json, FitReport.Kernel kernel) {
        json.writeStartObject();
        json.writeStringProperty("name", kernel.name());
        json.writeStringProperty("release", kernel.release());
        json.writeStringProperty("arch", kernel.arch());
        json.writeEndObject();
    }

    private static void object(JsonGenerator json, FitReport report, ObjectFit object) {
        ProbeproofException unreadable = object.unreadable();
        Optional<Need> oldest = object.oldestRelease();
        json.writeStartObject();
        json.writeStringProperty("object", object.object());
        text(json, "error", unreadable == null ? null : unreadable.getMessage());
        json.writeBooleanProperty("fits", object.fits());
        text(json, "oldest_release", oldest.map(Need::since).orElse(null));
        text(json, "oldest_release_because", oldest.map(FitJson::what).orElse(null));
        text(
                json,
                "oldest_kernel",
                report.oldestFitting(object).map(FitReport.Kernel::name).orElse(null));
        json.writeArrayPropertyStart("results");
        object.kernels().forEach(kernel -> result(json, kernel));
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String what(Need need) {
        return need.kind() + " " + need.name();
    }

    private static void result(JsonGenerator json, KernelFit kernel) {
        json.writeStartObject();
        json.writeStringProperty("kernel", kernel.kernel());
        json.writeBooleanProperty("fits", kernel.fits());
        findings(json, "problems", kernel.problems());
        findings(json, "notes", kernel.notes());
        json.writeArrayPropertyStart("needs");
        for (Need need : kernel.needs()) {
            json.writeStartObject();
            json.writeStringProperty("kind", need.kind().toString());
            json.writeStringProperty("name", need.name());
            text(json, "since", need.since().isEmpty() ? null : need.since());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void findings(JsonGenerator json, String name, List<Finding> findings) {
        json.writeArrayPropertyStart(name);
        for (Finding finding : findings) {
            Place place = finding.place();
            SourceLine line = place == null ? null : place.line();
            json.writeStartObject();
            json.writeStringProperty("kind", finding.kind().toString());
            json.writeStringProperty("subject", finding.subject());
            json.writeStringProperty("message", finding.text());
            text(json, "since", finding.since().isEmpty() ? null : finding.since());
            text(json, "program", owner(place, Place.Owner.PROGRAM));
            text(json, "map", owner(place, Place.Owner.MAP));
            if (place != null && place.slot() >= 0) {
                json.writeNumberProperty("insn", place.slot());
            } else {
                json.writeNullProperty("insn");
            }
            text(json, "file", line == null ? null : line.file());
            if (line == null) {
                json.writeNullProperty("line");
            } else {
                json.writeNumberProperty("line", line.line());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static @Nullable String owner(@Nullable Place place, Place.Owner owner) {
        return place != null && place.owner() == owner ? place.name() : null;
    }

    private static void text(JsonGenerator json, String name, @Nullable String text) {
        ImageJson.writeText(json, name, text);
    }
}
