// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.dap;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.eclipse.lsp4j.debug.Breakpoint;
import org.eclipse.lsp4j.debug.Capabilities;
import org.eclipse.lsp4j.debug.ConfigurationDoneArguments;
import org.eclipse.lsp4j.debug.ContinueArguments;
import org.eclipse.lsp4j.debug.DataBreakpoint;
import org.eclipse.lsp4j.debug.DataBreakpointAccessType;
import org.eclipse.lsp4j.debug.DisassembleArguments;
import org.eclipse.lsp4j.debug.DisassembledInstruction;
import org.eclipse.lsp4j.debug.DisassembledInstructionPresentationHint;
import org.eclipse.lsp4j.debug.EvaluateArguments;
import org.eclipse.lsp4j.debug.ExitedEventArguments;
import org.eclipse.lsp4j.debug.FunctionBreakpoint;
import org.eclipse.lsp4j.debug.InitializeRequestArguments;
import org.eclipse.lsp4j.debug.InstructionBreakpoint;
import org.eclipse.lsp4j.debug.NextArguments;
import org.eclipse.lsp4j.debug.ReverseContinueArguments;
import org.eclipse.lsp4j.debug.Scope;
import org.eclipse.lsp4j.debug.ScopesArguments;
import org.eclipse.lsp4j.debug.SetBreakpointsArguments;
import org.eclipse.lsp4j.debug.SetBreakpointsResponse;
import org.eclipse.lsp4j.debug.SetDataBreakpointsArguments;
import org.eclipse.lsp4j.debug.SetFunctionBreakpointsArguments;
import org.eclipse.lsp4j.debug.SetInstructionBreakpointsArguments;
import org.eclipse.lsp4j.debug.SetVariableArguments;
import org.eclipse.lsp4j.debug.Source;
import org.eclipse.lsp4j.debug.SourceArguments;
import org.eclipse.lsp4j.debug.SourceBreakpoint;
import org.eclipse.lsp4j.debug.StackFrame;
import org.eclipse.lsp4j.debug.StackTraceArguments;
import org.eclipse.lsp4j.debug.StepBackArguments;
import org.eclipse.lsp4j.debug.StoppedEventArgumentsReason;
import org.eclipse.lsp4j.debug.Variable;
import org.eclipse.lsp4j.debug.VariablesArguments;
import org.eclipse.lsp4j.debug.launch.DSPLauncher;
import org.eclipse.lsp4j.debug.services.IDebugProtocolServer;
import org.eclipse.lsp4j.jsonrpc.Launcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** With a real client on the other end of two pipes. */
@Timeout(120)
class DebugServerTest {
    private static final Path EXAMPLES = Path.of("../examples").toAbsolutePath().normalize();
    private static final int PIPE_BYTES = 1 << 16;

    private final RecordingClient client = new RecordingClient();
    private PipedOutputStream toServer;
    private IDebugProtocolServer server;
    private CompletableFuture<Void> serving;

    @BeforeEach
    void connect() throws IOException {
        PipedInputStream serverIn = new PipedInputStream(PIPE_BYTES);
        PipedInputStream clientIn = new PipedInputStream(PIPE_BYTES);
        PipedOutputStream serverOut = new PipedOutputStream(clientIn);
        toServer = new PipedOutputStream(serverIn);
        serving = CompletableFuture.runAsync(() -> DebugServer.serve(serverIn, serverOut));
        Launcher<IDebugProtocolServer> launcher = DSPLauncher.createClientLauncher(client, clientIn, toServer);
        launcher.startListening();
        server = launcher.getRemoteProxy();
    }

    @AfterEach
    void disconnect() throws Exception {
        toServer.close();
        serving.get(1, TimeUnit.MINUTES);
    }

    private static <T> T get(CompletableFuture<T> answer) throws Exception {
        return answer.get(1, TimeUnit.MINUTES);
    }

    private Capabilities launch(Map<String, Object> more) throws Exception {
        InitializeRequestArguments initialize = new InitializeRequestArguments();
        initialize.setAdapterID("probeproof");
        Capabilities capabilities = get(server.initialize(initialize));
        Map<String, Object> configuration = new java.util.HashMap<>(Map.of(
                "scenario", EXAMPLES.resolve("scenarios/latency.yaml").toString(),
                "filter", "slow read",
                "kernel", "6.12-amd64"));
        configuration.putAll(more);
        get(server.launch(configuration));
        assertThat(client.next()).isEqualTo("initialized");
        return capabilities;
    }

    private void begin() throws Exception {
        get(server.configurationDone(new ConfigurationDoneArguments()));
    }

    private SetBreakpointsResponse breakAt(int... lines) throws Exception {
        SetBreakpointsArguments arguments = new SetBreakpointsArguments();
        Source source = new Source();
        source.setPath(EXAMPLES.resolve("latency.bpf.c").toString());
        arguments.setSource(source);
        arguments.setBreakpoints(Arrays.stream(lines)
                .mapToObj(line -> {
                    SourceBreakpoint breakpoint = new SourceBreakpoint();
                    breakpoint.setLine(line);
                    return breakpoint;
                })
                .toArray(SourceBreakpoint[]::new));
        return get(server.setBreakpoints(arguments));
    }

    private StackFrame[] stack() throws Exception {
        StackTraceArguments arguments = new StackTraceArguments();
        arguments.setThreadId(1);
        return get(server.stackTrace(arguments)).getStackFrames();
    }

    private String value(String expression) throws Exception {
        EvaluateArguments arguments = new EvaluateArguments();
        arguments.setExpression(expression);
        arguments.setFrameId(stack()[0].getId());
        return get(server.evaluate(arguments)).getResult();
    }

    private Variable[] variables(String scopeName) throws Exception {
        ScopesArguments scopes = new ScopesArguments();
        scopes.setFrameId(stack()[0].getId());
        Scope scope = Arrays.stream(get(server.scopes(scopes)).getScopes())
                .filter(each -> each.getName().equals(scopeName))
                .findFirst()
                .orElseThrow();
        return below(scope.getVariablesReference());
    }

    private Variable[] below(int reference) throws Exception {
        VariablesArguments arguments = new VariablesArguments();
        arguments.setVariablesReference(reference);
        return get(server.variables(arguments)).getVariables();
    }

    @Test
    void stopsAtABreakpointStepsBackAndGoesOnToTheEnd() throws Exception {
        assertThat(launch(Map.of()).getSupportsStepBack()).isTrue();
        assertThat(breakAt(86, 51).getBreakpoints())
                .allSatisfy(breakpoint -> assertThat(breakpoint.isVerified()).isTrue())
                .extracting(Breakpoint::getLine)
                .as("line 51 has no code; the next one that has is 58")
                .containsExactly(86, 58);
        breakAt(86);
        begin();

        assertThat(client.stopped().getReason()).isEqualTo(StoppedEventArgumentsReason.BREAKPOINT);
        StackFrame top = stack()[0];
        assertThat(top.getName()).isEqualTo("read_ends");
        assertThat(top.getLine()).isEqualTo(86);
        assertThat(top.getSource().getPath())
                .isEqualTo(EXAMPLES.resolve("latency.bpf.c").toString());
        assertThat(value("result")).isEqualTo("100");
        assertThat(value("maps.histogram[6]")).isEqualTo("0");

        get(server.next(new NextArguments()));
        assertThat(client.stopped().getReason()).isEqualTo(StoppedEventArgumentsReason.STEP);
        assertThat(stack()[0].getLine()).isEqualTo(87);
        assertThat(value("maps.histogram[6]")).isEqualTo("1");

        get(server.stepBack(new StepBackArguments()));
        client.stopped();
        assertThat(stack()[0].getLine()).isEqualTo(86);
        assertThat(value("maps.histogram[6]")).as("as it was then").isEqualTo("0");

        get(server.continue_(new ContinueArguments()));
        client.stopped();
        assertThat(value("result")).as("the other read").isEqualTo("18446744073709551611");
        get(server.continue_(new ContinueArguments()));
        assertThat(client.next())
                .isInstanceOfSatisfying(
                        ExitedEventArguments.class,
                        exited -> assertThat(exited.getExitCode()).isZero());
        assertThat(client.next()).isEqualTo("terminated");
    }

    @Test
    void goesBackFromTheEnd() throws Exception {
        launch(Map.of("stopAtEnd", true));
        breakAt(96);
        begin();
        client.stopped();
        get(server.continue_(new ContinueArguments()));
        assertThat(client.stopped().getDescription()).isEqualTo("the scenario has ended");
        assertThat(stack()).extracting(StackFrame::getName).containsExactly("the scenario has ended");
        get(server.reverseContinue(new ReverseContinueArguments()));
        client.stopped();
        assertThat(stack()[0].getLine()).isEqualTo(96);
    }

    @Test
    void showsScopesAndWhatLiesBelow() throws Exception {
        launch(Map.of("stopOnEntry", true));
        begin();
        assertThat(client.stopped().getReason()).isEqualTo(StoppedEventArgumentsReason.ENTRY);
        assertThat(variables("Registers")).hasSize(11);
        assertThat(variables("Globals")).extracting(Variable::getName).contains("slow_ns", "exits");
        assertThat(variables("Maps"))
                .extracting(Variable::getName, Variable::getValue)
                .contains(org.assertj.core.api.Assertions.tuple("started", "0 elements"));
        Variable task = Arrays.stream(variables("Scenario"))
                .filter(each -> each.getName().equals("$backup"))
                .findFirst()
                .orElseThrow();
        assertThat(below(task.getVariablesReference()))
                .filteredOn(member -> member.getName().equals("pid"))
                .extracting(Variable::getValue, Variable::getEvaluateName)
                .containsExactly(org.assertj.core.api.Assertions.tuple("77", "$backup->pid"));
    }

    @Test
    void stopsWhereDataChangesFunctionsBeginAndInstructionsAre() throws Exception {
        launch(Map.of());
        SetDataBreakpointsArguments data = new SetDataBreakpointsArguments();
        DataBreakpoint change = new DataBreakpoint();
        change.setDataId("maps.started[42]");
        change.setAccessType(DataBreakpointAccessType.WRITE);
        data.setBreakpoints(new DataBreakpoint[] {change});
        assertThat(get(server.setDataBreakpoints(data)).getBreakpoints()[0].isVerified())
                .isTrue();
        SetFunctionBreakpointsArguments functions = new SetFunctionBreakpointsArguments();
        FunctionBreakpoint wrong = new FunctionBreakpoint();
        wrong.setName("read_end");
        FunctionBreakpoint helper = new FunctionBreakpoint();
        helper.setName("bpf_ringbuf_reserve");
        functions.setBreakpoints(new FunctionBreakpoint[] {wrong, helper});
        Breakpoint[] set = get(server.setFunctionBreakpoints(functions)).getBreakpoints();
        assertThat(set[0].isVerified()).isFalse();
        assertThat(set[0].getMessage()).contains("nearest: read_ends");
        assertThat(set[1].isVerified()).isTrue();
        begin();
        assertThat(client.stopped())
                .satisfies(stopped ->
                        assertThat(stopped.getReason()).isEqualTo(StoppedEventArgumentsReason.DATA_BREAKPOINT))
                .satisfies(stopped -> assertThat(stopped.getText()).contains("was nothing and is 0"));
        data.setBreakpoints(new DataBreakpoint[0]);
        get(server.setDataBreakpoints(data));
        get(server.continue_(new ContinueArguments()));
        assertThat(client.stopped().getReason()).isEqualTo(StoppedEventArgumentsReason.FUNCTION_BREAKPOINT);

        DisassembleArguments disassemble = new DisassembleArguments();
        disassemble.setMemoryReference(stack()[0].getInstructionPointerReference());
        disassemble.setInstructionOffset(-200);
        disassemble.setInstructionCount(210);
        DisassembledInstruction[] code = get(server.disassemble(disassemble)).getInstructions();
        assertThat(code).hasSize(210);
        assertThat(code[0].getPresentationHint()).isEqualTo(DisassembledInstructionPresentationHint.INVALID);
        assertThat(code[200].getInstruction()).isEqualTo("82: call bpf_ringbuf_reserve");
        SetInstructionBreakpointsArguments instructions = new SetInstructionBreakpointsArguments();
        InstructionBreakpoint next = new InstructionBreakpoint();
        next.setInstructionReference(code[203].getAddress());
        instructions.setBreakpoints(new InstructionBreakpoint[] {next});
        assertThat(get(server.setInstructionBreakpoints(instructions))
                        .getBreakpoints()[0]
                        .isVerified())
                .isTrue();
        get(server.continue_(new ContinueArguments()));
        assertThat(client.stopped().getReason()).isEqualTo(StoppedEventArgumentsReason.INSTRUCTION_BREAKPOINT);
    }

    private void refuses(ThrowingCallable request, String words) {
        assertThatThrownBy(request).hasMessageContaining(words);
    }

    @Test
    void answersWhatItCannotDoWithAnError() throws Exception {
        refuses(this::stack, "no scenario is launched yet");
        refuses(() -> get(server.launch(Map.of("scenario", "nowhere.yaml"))), "nowhere.yaml");
        refuses(() -> get(server.launch(Map.of())), "lacks \"scenario\"");
        refuses(() -> get(server.launch(Map.of("scenario", 7))), "is a text");
        launch(Map.of("stopOnEntry", true));
        begin();
        client.stopped();
        refuses(() -> value("maps.histogram["), "is expected in 'maps.histogram['");
        refuses(() -> value("maps.histogramm[1]"), "nearest: histogram");
        refuses(() -> below(4711), "no variables have the reference 4711");
        SourceArguments source = new SourceArguments();
        source.setSourceReference(99);
        refuses(() -> get(server.source(source)), "no source has the reference 99");
        refuses(() -> get(server.attach(Map.of())), "");
        refuses(() -> get(server.setVariable(new SetVariableArguments())), "");
    }

    @Test
    void survivesMessagesThatAreNone() throws Exception {
        for (String text : new String[] {
            "{\"seq\":900,\"type\":\"request\",\"command\":\"stackTrace\",\"arguments\":{\"threadId\":\"one\"}}",
            "{\"seq\":901,\"type\":\"request\",\"command\":\"noSuchThing\",\"arguments\":{}}",
            "{\"seq\":902,\"type\":\"request\",\"command\":\"variables\"}",
            "this is no JSON",
            "{}"
        }) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            toServer.write(("Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            toServer.write(body);
            toServer.flush();
        }
        assertThat(get(server.threads()).getThreads()).hasSize(1);
    }
}
