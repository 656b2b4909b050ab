// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.serve;

import dev.probeproof.emulator.helper.ExecutionFault;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.uapi.ProgramType;
import dev.probeproof.scenarios.json.Json;
import dev.probeproof.scenarios.json.JsonException;
import dev.probeproof.scenarios.json.JsonNull;
import dev.probeproof.scenarios.json.JsonObject;
import dev.probeproof.scenarios.json.JsonReader;
import dev.probeproof.scenarios.json.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Answers requests, one JSON object a line, until the input ends. Each is answered at once, by one line, and none can
 * keep the next from being answered: what is no request gets an {@code error}, what cannot be done here the verdict
 * {@code skip} with the reason.
 */
public final class Serve {
    /** A program of a million instructions, in hex, with room for maps and types. */
    static final int MAX_LINE_BYTES = 64 << 20;

    private static final Bytes NOTHING = Bytes.wrap(new byte[0], "nothing");

    private final ServedKernel kernel;
    private final int maxLineBytes;

    public Serve(ServedKernel kernel) {
        this(kernel, MAX_LINE_BYTES);
    }

    Serve(ServedKernel kernel, int maxLineBytes) {
        this.kernel = kernel;
        this.maxLineBytes = maxLineBytes;
    }

    /**
     * @throws IOException if the input cannot be read or nobody reads the output any more
     */
    public void run(InputStream in, OutputStream out) throws IOException {
        Lines lines = new Lines(in, maxLineBytes);
        while (lines.next()) {
            if (!lines.isBlank()) {
                out.write(JsonWriter.write(answer(lines)).getBytes(StandardCharsets.UTF_8));
                out.write('\n');
                out.flush();
            }
        }
    }

    private JsonObject answer(Lines line) {
        if (line.isTooLong()) {
            return Answer.error(JsonNull.NULL, "a line of more than " + maxLineBytes + " bytes");
        }
        Json request;
        try {
            request = JsonReader.read(line.bytes(), 0, line.length());
        } catch (JsonException notJson) {
            return Answer.error(JsonNull.NULL, notJson.getMessage());
        }
        if (!(request instanceof JsonObject object)) {
            return Answer.error(JsonNull.NULL, "a request must be an object, not " + request.kind());
        }
        Json id = object.optional("id").orElse(JsonNull.NULL);
        try {
            return answer(id, Request.of(object));
        } catch (UnsupportedFeatureException cannot) {
            return Answer.skip(id, cannot.getMessage());
        } catch (ProbeproofException problem) {
            return Answer.error(id, problem.getMessage());
        } catch (RuntimeException defect) {
            // Whoever asked must learn that this is ours to fix, and the next request must not suffer for it.
            return Answer.error(id, "internal error of probeproof: " + defect);
        } catch (OutOfMemoryError exhausted) {
            // All that the request held is garbage by now.
            return Answer.error(id, "out of memory: the request needs more than this JVM has (option -Xmx of java)");
        }
    }

    private JsonObject answer(Json id, Request request) {
        boolean run = request.operation() == Request.Operation.RUN;
        Optional<ProgramType> type = request.type();
        if (type.isEmpty()) {
            return run ? runRaw(id, request) : Answer.skip(id, "a program without a type cannot be verified, only run");
        }
        try (KernelBackend backend = kernel.open(request.kernelRelease())) {
            ProgramLoadResult result = TypedProgram.load(request, type.get(), backend, kernel.logLevel());
            if (result instanceof ProgramLoadResult.Rejected rejected) {
                return Answer.reject(id, rejected);
            }
            return run ? testRun(id, request, type.get(), backend, result) : Answer.accept(id, result.log());
        }
    }

    private JsonObject runRaw(Json id, Request request) {
        RawRun run = kernel.runRaw(request.instructions(), request.memory());
        if (run instanceof RawRun.Returned returned) {
            return Answer.returned(id, Long.toHexString(returned.r0())).build();
        }
        if (run instanceof RawRun.Refused refused) {
            return Answer.reject(id, refused.result());
        }
        RawRun.Faulted faulted = (RawRun.Faulted) run;
        return stopped(id, faulted.fault(), "at insn " + faulted.slot() + ": ");
    }

    private JsonObject testRun(
            Json id, Request request, ProgramType type, KernelBackend backend, ProgramLoadResult result) {
        Bytes memory = Bytes.wrap(request.memory(), "mem");
        TestRun.Input input = type == ProgramType.RAW_TRACEPOINT
                ? new TestRun.Input(NOTHING, memory)
                : new TestRun.Input(memory, NOTHING);
        ProgramHandle program = result.orThrow();
        try {
            int r0 = backend.testRun(program, input).returnValue();
            return Answer.returned(id, Integer.toHexString(r0))
                    .put("verdict", "accept")
                    .build();
        } catch (KernelException refused) {
            return Answer.error(id, refused.getMessage());
        } catch (ExecutionFault fault) {
            return stopped(id, fault, "");
        }
    }

    /** A program that an engine had to stop. */
    private static JsonObject stopped(Json id, ExecutionFault fault, String place) {
        String text = place + fault.getMessage();
        return switch (fault.kind()) {
            case NOT_EMULATED -> Answer.skip(id, text);
            case INSTRUCTION -> Answer.reject(id, text);
            case MEMORY, BUDGET, CALL_DEPTH -> Answer.error(id, text);
        };
    }
}
