// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.dap;

import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.scenarios.debug.DebugException;
import dev.probeproof.scenarios.debug.Inspector;
import dev.probeproof.scenarios.debug.Motion;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.eclipse.lsp4j.debug.BreakpointLocationsArguments;
import org.eclipse.lsp4j.debug.BreakpointLocationsResponse;
import org.eclipse.lsp4j.debug.Capabilities;
import org.eclipse.lsp4j.debug.ConfigurationDoneArguments;
import org.eclipse.lsp4j.debug.ContinueArguments;
import org.eclipse.lsp4j.debug.ContinueResponse;
import org.eclipse.lsp4j.debug.DataBreakpointInfoArguments;
import org.eclipse.lsp4j.debug.DataBreakpointInfoResponse;
import org.eclipse.lsp4j.debug.DisassembleArguments;
import org.eclipse.lsp4j.debug.DisassembleResponse;
import org.eclipse.lsp4j.debug.DisconnectArguments;
import org.eclipse.lsp4j.debug.EvaluateArguments;
import org.eclipse.lsp4j.debug.EvaluateResponse;
import org.eclipse.lsp4j.debug.InitializeRequestArguments;
import org.eclipse.lsp4j.debug.LoadedSourcesArguments;
import org.eclipse.lsp4j.debug.LoadedSourcesResponse;
import org.eclipse.lsp4j.debug.NextArguments;
import org.eclipse.lsp4j.debug.PauseArguments;
import org.eclipse.lsp4j.debug.ReadMemoryArguments;
import org.eclipse.lsp4j.debug.ReadMemoryResponse;
import org.eclipse.lsp4j.debug.ReverseContinueArguments;
import org.eclipse.lsp4j.debug.ScopesArguments;
import org.eclipse.lsp4j.debug.ScopesResponse;
import org.eclipse.lsp4j.debug.SetBreakpointsArguments;
import org.eclipse.lsp4j.debug.SetBreakpointsResponse;
import org.eclipse.lsp4j.debug.SetDataBreakpointsArguments;
import org.eclipse.lsp4j.debug.SetDataBreakpointsResponse;
import org.eclipse.lsp4j.debug.SetExceptionBreakpointsArguments;
import org.eclipse.lsp4j.debug.SetExceptionBreakpointsResponse;
import org.eclipse.lsp4j.debug.SetFunctionBreakpointsArguments;
import org.eclipse.lsp4j.debug.SetFunctionBreakpointsResponse;
import org.eclipse.lsp4j.debug.SetInstructionBreakpointsArguments;
import org.eclipse.lsp4j.debug.SetInstructionBreakpointsResponse;
import org.eclipse.lsp4j.debug.Source;
import org.eclipse.lsp4j.debug.SourceArguments;
import org.eclipse.lsp4j.debug.SourceResponse;
import org.eclipse.lsp4j.debug.StackFrame;
import org.eclipse.lsp4j.debug.StackFramePresentationHint;
import org.eclipse.lsp4j.debug.StackTraceArguments;
import org.eclipse.lsp4j.debug.StackTraceResponse;
import org.eclipse.lsp4j.debug.StepBackArguments;
import org.eclipse.lsp4j.debug.StepInArguments;
import org.eclipse.lsp4j.debug.StepOutArguments;
import org.eclipse.lsp4j.debug.SteppingGranularity;
import org.eclipse.lsp4j.debug.StoppedEventArgumentsReason;
import org.eclipse.lsp4j.debug.TerminateArguments;
import org.eclipse.lsp4j.debug.ThreadsResponse;
import org.eclipse.lsp4j.debug.VariablesArguments;
import org.eclipse.lsp4j.debug.VariablesResponse;
import org.eclipse.lsp4j.debug.services.IDebugProtocolClient;
import org.eclipse.lsp4j.debug.services.IDebugProtocolServer;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;
import org.jspecify.annotations.Nullable;

/** The requests of the protocol. All of them are answered one after the other in one thread; only a pause goes past the others. */
final class DebugAdapter implements IDebugProtocolServer, AutoCloseable {
    private static final int THREAD = 1;
    private static final int END_FRAME = 1000;

    private final ResponseOrder order;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "debug adapter");
        thread.setDaemon(true);
        return thread;
    });
    private final DebugEvents events = new DebugEvents();
    private volatile @Nullable Session session;
    private @Nullable VariableTable variables;
    private @Nullable BreakpointTable breakpoints;
    private Runnable over = () -> {};

    DebugAdapter(ResponseOrder order) {
        this.order = order;
    }

    void connect(IDebugProtocolClient client) {
        events.connect(client);
    }

    void whenOver(Runnable action) {
        over = action;
    }

    private <T> CompletableFuture<T> answer(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            worker.execute(() -> {
                try {
                    answer.complete(question.get());
                } catch (ProbeproofException reason) {
                    answer.completeExceptionally(error(String.valueOf(reason.getMessage())));
                } catch (RuntimeException | Error defect) {
                    answer.completeExceptionally(error("a defect of probeproof: " + defect));
                }
            });
        } catch (RejectedExecutionException closed) {
            answer.completeExceptionally(error("the session is over"));
        }
        return answer;
    }

    private static ResponseErrorException error(String message) {
        return new ResponseErrorException(new ResponseError(ResponseErrorCode.RequestFailed, message, null));
    }

    private CompletableFuture<Void> carryOut(Runnable action) {
        return answer(() -> {
            action.run();
            return (Void) null;
        });
    }

    private Session launched() {
        Session launched = session;
        if (launched == null) {
            throw new DebugException("no scenario is launched yet");
        }
        return launched;
    }

    private VariableTable variableTable() {
        launched();
        return java.util.Objects.requireNonNull(variables);
    }

    private BreakpointTable breakpointTable() {
        launched();
        return java.util.Objects.requireNonNull(breakpoints);
    }

    @Override
    public CompletableFuture<Capabilities> initialize(InitializeRequestArguments arguments) {
        return answer(DebugAdapter::capabilities);
    }

    private static Capabilities capabilities() {
        Capabilities can = new Capabilities();
        can.setSupportsConfigurationDoneRequest(true);
        can.setSupportsFunctionBreakpoints(true);
        can.setSupportsConditionalBreakpoints(true);
        can.setSupportsHitConditionalBreakpoints(true);
        can.setSupportsEvaluateForHovers(true);
        can.setSupportsStepBack(true);
        can.setSupportsSteppingGranularity(true);
        can.setSupportsInstructionBreakpoints(true);
        can.setSupportsDataBreakpoints(true);
        can.setSupportsDisassembleRequest(true);
        can.setSupportsReadMemoryRequest(true);
        can.setSupportsLoadedSourcesRequest(true);
        can.setSupportsBreakpointLocationsRequest(true);
        can.setSupportsTerminateRequest(true);
        return can;
    }

    @Override
    public CompletableFuture<Void> launch(Map<String, Object> arguments) {
        return carryOut(() -> {
            if (session != null) {
                throw new DebugException("a scenario is launched already");
            }
            Session launched = Session.launch(arguments == null ? Map.of() : arguments);
            session = launched;
            variables = new VariableTable(launched.inspector());
            breakpoints = new BreakpointTable(launched.debugger());
            // Only now lines can be told from others.
            order.after("launch", events::initialized);
            events.output(
                    "console",
                    launched.job().scenario().name() + " [" + launched.job().kernel() + "]\n");
        });
    }

    @Override
    public CompletableFuture<Void> configurationDone(ConfigurationDoneArguments arguments) {
        return carryOut(() -> {
            Session launched = launched();
            order.after("configurationDone", () -> later(() -> begin(launched)));
        });
    }

    private void begin(Session launched) {
        // Breakpoints at the first instruction were set when it had been reached already.
        launched.debugger().jump(1);
        if (launched.stopsOnEntry()) {
            stopped(launched, StoppedEventArgumentsReason.ENTRY);
        } else if (!launched.inspector().hit().isEmpty()) {
            stopped(launched, StoppedEventArgumentsReason.BREAKPOINT);
        } else {
            launched.debugger().go(Motion.CONTINUE);
            stopped(launched, StoppedEventArgumentsReason.PAUSE);
        }
    }

    private void later(Runnable action) {
        try {
            worker.execute(() -> {
                try {
                    action.run();
                } catch (RuntimeException | Error defect) {
                    events.output("stderr", "a defect of probeproof: " + defect + "\n");
                    events.terminated();
                }
            });
        } catch (RejectedExecutionException closed) {
            // The session is over.
        }
    }

    private void stopped(Session launched, String reason) {
        variableTable().forget();
        Inspector.Standing standing = launched.inspector().standing();
        standing.result().ifPresent(events::result);
        if (standing.result().isPresent() && !launched.stopsAtEnd()) {
            events.ended(standing.result().get());
            return;
        }
        events.stopped(THREAD, reason, launched.inspector().hit(), standing);
    }

    private <T> CompletableFuture<T> go(String request, Motion motion, T response) {
        return answer(() -> {
            Session launched = launched();
            order.after(
                    request,
                    () -> later(() -> {
                        launched.debugger().go(motion);
                        boolean steps = motion != Motion.CONTINUE && motion != Motion.BACK_CONTINUE;
                        stopped(launched, steps ? StoppedEventArgumentsReason.STEP : StoppedEventArgumentsReason.PAUSE);
                    }));
            return response;
        });
    }

    private CompletableFuture<Void> step(
            String request, @Nullable SteppingGranularity granularity, Motion line, Motion instruction) {
        boolean fine = granularity == SteppingGranularity.INSTRUCTION;
        return answer(() -> fine ? instruction : line).thenCompose(motion -> go(request, motion, (Void) null));
    }

    @Override
    public CompletableFuture<ContinueResponse> continue_(ContinueArguments arguments) {
        ContinueResponse response = new ContinueResponse();
        response.setAllThreadsContinued(true);
        return go("continue", Motion.CONTINUE, response);
    }

    @Override
    public CompletableFuture<Void> next(NextArguments arguments) {
        return step("next", arguments.getGranularity(), Motion.NEXT, Motion.STEP_INSTRUCTION);
    }

    @Override
    public CompletableFuture<Void> stepIn(StepInArguments arguments) {
        return step("stepIn", arguments.getGranularity(), Motion.STEP, Motion.STEP_INSTRUCTION);
    }

    @Override
    public CompletableFuture<Void> stepOut(StepOutArguments arguments) {
        return step("stepOut", null, Motion.FINISH, Motion.FINISH);
    }

    @Override
    public CompletableFuture<Void> stepBack(StepBackArguments arguments) {
        return step("stepBack", arguments.getGranularity(), Motion.BACK_NEXT, Motion.BACK_INSTRUCTION);
    }

    @Override
    public CompletableFuture<Void> reverseContinue(ReverseContinueArguments arguments) {
        return go("reverseContinue", Motion.BACK_CONTINUE, (Void) null);
    }

    @Override
    public CompletableFuture<Void> pause(PauseArguments arguments) {
        Session launched = session;
        if (launched != null) {
            launched.debugger().pause();
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<ThreadsResponse> threads() {
        return answer(() -> {
            Session launched = session;
            org.eclipse.lsp4j.debug.Thread thread = new org.eclipse.lsp4j.debug.Thread();
            thread.setId(THREAD);
            thread.setName(
                    launched == null ? "scenario" : launched.job().scenario().name());
            ThreadsResponse response = new ThreadsResponse();
            response.setThreads(new org.eclipse.lsp4j.debug.Thread[] {thread});
            return response;
        });
    }

    @Override
    public CompletableFuture<StackTraceResponse> stackTrace(StackTraceArguments arguments) {
        return answer(() -> {
            Session launched = launched();
            List<StackFrame> frames = new ArrayList<>();
            for (Inspector.FrameShown each : launched.inspector().frames()) {
                StackFrame frame = new StackFrame();
                frame.setId(frames.size() + 1);
                frame.setName(each.function());
                if (each.line() > 0) {
                    frame.setSource(launched.sources().source(each.file()));
                    frame.setLine(each.line());
                    frame.setColumn(1);
                }
                frame.setInstructionPointerReference(CodeAddresses.address(each.program(), each.slot()));
                frames.add(frame);
            }
            frames.add(stepFrame(launched));
            int from = Math.min(
                    frames.size(), arguments.getStartFrame() == null ? 0 : Math.max(0, arguments.getStartFrame()));
            Integer levels = arguments.getLevels();
            int to = levels == null || levels <= 0 ? frames.size() : Math.min(frames.size(), from + levels);
            StackTraceResponse response = new StackTraceResponse();
            response.setTotalFrames(frames.size());
            response.setStackFrames(frames.subList(from, to).toArray(StackFrame[]::new));
            return response;
        });
    }

    /** The outermost: the step of the scenario, in its file. */
    private static StackFrame stepFrame(Session launched) {
        Inspector.Standing standing = launched.inspector().standing();
        StackFrame frame = new StackFrame();
        frame.setId(END_FRAME);
        frame.setName(standing.result().isPresent() ? "the scenario has ended" : standing.step());
        Source source = new Source();
        source.setName(launched.job().file().path().getFileName().toString());
        source.setPath(launched.job().file().path().toAbsolutePath().normalize().toString());
        frame.setSource(source);
        frame.setLine(Math.max(1, standing.stepLine()));
        frame.setColumn(1);
        frame.setPresentationHint(StackFramePresentationHint.SUBTLE);
        return frame;
    }

    private static int frame(@Nullable Integer id) {
        return id == null || id < 1 || id == END_FRAME ? 0 : id - 1;
    }

    @Override
    public CompletableFuture<ScopesResponse> scopes(ScopesArguments arguments) {
        return answer(() -> {
            ScopesResponse response = new ScopesResponse();
            boolean running = arguments.getFrameId() != END_FRAME
                    && !launched().inspector().frames().isEmpty();
            response.setScopes(variableTable().scopes(frame(arguments.getFrameId()), running));
            return response;
        });
    }

    @Override
    public CompletableFuture<VariablesResponse> variables(VariablesArguments arguments) {
        return answer(() -> {
            VariablesResponse response = new VariablesResponse();
            response.setVariables(variableTable().variables(arguments.getVariablesReference()));
            return response;
        });
    }

    @Override
    public CompletableFuture<EvaluateResponse> evaluate(EvaluateArguments arguments) {
        return answer(() -> {
            int frame = frame(arguments.getFrameId());
            Inspector.Shown shown = launched().inspector().evaluate(frame, arguments.getExpression());
            EvaluateResponse response = new EvaluateResponse();
            response.setResult(shown.value());
            response.setType(shown.type());
            response.setVariablesReference(variableTable().reference(shown, frame));
            shown.address().ifPresent(at -> response.setMemoryReference("0x" + Long.toHexString(at)));
            return response;
        });
    }

    @Override
    public CompletableFuture<SetBreakpointsResponse> setBreakpoints(SetBreakpointsArguments arguments) {
        return answer(() -> {
            SetBreakpointsResponse response = new SetBreakpointsResponse();
            response.setBreakpoints(BreakpointRequests.lines(launched(), breakpointTable(), arguments));
            return response;
        });
    }

    @Override
    public CompletableFuture<SetFunctionBreakpointsResponse> setFunctionBreakpoints(
            SetFunctionBreakpointsArguments arguments) {
        return answer(() -> {
            SetFunctionBreakpointsResponse response = new SetFunctionBreakpointsResponse();
            response.setBreakpoints(BreakpointRequests.functions(launched(), breakpointTable(), arguments));
            return response;
        });
    }

    @Override
    public CompletableFuture<SetInstructionBreakpointsResponse> setInstructionBreakpoints(
            SetInstructionBreakpointsArguments arguments) {
        return answer(() -> {
            SetInstructionBreakpointsResponse response = new SetInstructionBreakpointsResponse();
            response.setBreakpoints(BreakpointRequests.instructions(launched(), breakpointTable(), arguments));
            return response;
        });
    }

    @Override
    public CompletableFuture<DataBreakpointInfoResponse> dataBreakpointInfo(DataBreakpointInfoArguments arguments) {
        return answer(() -> {
            Integer reference = arguments.getVariablesReference();
            String expression = reference == null || reference == 0
                    ? arguments.getName()
                    : variableTable().expression(reference, arguments.getName());
            return BreakpointRequests.dataInfo(launched(), frame(arguments.getFrameId()), expression);
        });
    }

    @Override
    public CompletableFuture<SetDataBreakpointsResponse> setDataBreakpoints(SetDataBreakpointsArguments arguments) {
        return answer(() -> {
            SetDataBreakpointsResponse response = new SetDataBreakpointsResponse();
            response.setBreakpoints(BreakpointRequests.data(launched(), breakpointTable(), arguments));
            return response;
        });
    }

    /** There are none, and clients ask all the same. */
    @Override
    public CompletableFuture<SetExceptionBreakpointsResponse> setExceptionBreakpoints(
            SetExceptionBreakpointsArguments arguments) {
        return answer(SetExceptionBreakpointsResponse::new);
    }

    @Override
    public CompletableFuture<BreakpointLocationsResponse> breakpointLocations(BreakpointLocationsArguments arguments) {
        return answer(() -> BreakpointRequests.locations(launched(), arguments));
    }

    @Override
    public CompletableFuture<SourceResponse> source(SourceArguments arguments) {
        return answer(() -> {
            SourceResponse response = new SourceResponse();
            response.setContent(launched().sources().text(arguments.getSourceReference()));
            response.setMimeType("text/x-c");
            return response;
        });
    }

    @Override
    public CompletableFuture<LoadedSourcesResponse> loadedSources(LoadedSourcesArguments arguments) {
        return answer(() -> {
            LoadedSourcesResponse response = new LoadedSourcesResponse();
            response.setSources(launched().sources().all().toArray(Source[]::new));
            return response;
        });
    }

    @Override
    public CompletableFuture<DisassembleResponse> disassemble(DisassembleArguments arguments) {
        return answer(() -> {
            CodeAddresses code =
                    new CodeAddresses(launched().inspector().code(), launched().sources());
            DisassembleResponse response = new DisassembleResponse();
            response.setInstructions(code.disassemble(
                    String.valueOf(arguments.getMemoryReference()),
                    arguments.getOffset() == null ? 0 : arguments.getOffset(),
                    arguments.getInstructionOffset() == null ? 0 : arguments.getInstructionOffset(),
                    arguments.getInstructionCount()));
            return response;
        });
    }

    @Override
    public CompletableFuture<ReadMemoryResponse> readMemory(ReadMemoryArguments arguments) {
        return answer(() -> {
            long from = CodeAddresses.number(String.valueOf(arguments.getMemoryReference()))
                    + (arguments.getOffset() == null ? 0 : arguments.getOffset());
            ReadMemoryResponse response = new ReadMemoryResponse();
            response.setAddress("0x" + Long.toHexString(from));
            byte[] bytes = launched().inspector().memory(from, Math.max(0, arguments.getCount()));
            response.setData(Base64.getEncoder().encodeToString(bytes));
            return response;
        });
    }

    @Override
    public CompletableFuture<Void> terminate(TerminateArguments arguments) {
        return carryOut(() -> order.after("terminate", events::terminated));
    }

    @Override
    public CompletableFuture<Void> disconnect(DisconnectArguments arguments) {
        return carryOut(() -> order.after("disconnect", over));
    }

    @Override
    public void close() {
        worker.shutdownNow();
        Session launched = session;
        if (launched != null) {
            launched.close();
        }
    }
}
