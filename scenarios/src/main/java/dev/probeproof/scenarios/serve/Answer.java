// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.serve;

import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.scenarios.json.Json;
import dev.probeproof.scenarios.json.JsonObject;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Responses of the protocol. */
final class Answer {
    private static final Pattern PROCESSED = Pattern.compile("^processed (\\d{1,18}) insns", Pattern.MULTILINE);

    private Answer() {}

    static JsonObject accept(Json id, String log) {
        return processed(verdict(id, "accept"), log).build();
    }

    static JsonObject reject(Json id, ProgramLoadResult.Rejected rejected) {
        JsonObject.Builder answer =
                verdict(id, "reject").put("errno", rejected.errno()).put("log", rejected.log());
        return processed(answer, rejected.log()).build();
    }

    /** For what breaks the encoding rules that every kernel enforces before it runs anything. */
    static JsonObject reject(Json id, String log) {
        return verdict(id, "reject").put("log", log).build();
    }

    static JsonObject skip(Json id, String reason) {
        return verdict(id, "skip").put("error", reason).build();
    }

    /** A value, and no verdict: programs of no type are not verified. */
    static JsonObject.Builder returned(Json id, String r0) {
        return JsonObject.builder().put("id", id).put("r0", "0x" + r0);
    }

    static JsonObject error(Json id, String problem) {
        return JsonObject.builder().put("id", id).put("error", problem).build();
    }

    private static JsonObject.Builder verdict(Json id, String verdict) {
        return JsonObject.builder().put("id", id).put("verdict", verdict);
    }

    private static JsonObject.Builder processed(JsonObject.Builder answer, String log) {
        Matcher trailer = PROCESSED.matcher(log);
        return trailer.find() ? answer.put("insns_processed", Long.parseLong(trailer.group(1))) : answer;
    }
}
