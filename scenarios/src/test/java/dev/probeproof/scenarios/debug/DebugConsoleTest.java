// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.debug;

import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.scenarios.kernels.Kernels;
import dev.probeproof.scenarios.run.Campaign;
import dev.probeproof.scenarios.run.ScenarioRunner;
import dev.probeproof.scenarios.run.ScenarioSelection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(180)
class DebugConsoleTest {
    private static final TargetKernel KERNEL = Kernels.byName("6.12-amd64");

    private final List<Debugger> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(Debugger::close);
    }

    private DebugConsole console(String scenario) {
        Campaign.Job job = ScenarioSelection.of("../examples/scenarios/" + scenario, List.of(), "6.12-amd64")
                .get(0);
        ScenarioRunner runner = new ScenarioRunner();
        Debugger debugger =
                new Debugger(observer -> runner.run(job.scenario(), job.file().path(), KERNEL, observer), Set.of());
        open.add(debugger);
        debugger.start();
        return new DebugConsole(debugger, new SourceFiles(List.of(Path.of("../examples"))));
    }

    /** Everything there is to see, but for what only tells how one came here. */
    private static String state(DebugConsole console) {
        return console.answer("info registers")
                + console.answer("info maps")
                + console.answer("info variables")
                + console.answer("print *$cat")
                + console.answer("backtrace");
    }

    @Test
    void everyStateIsTheSameWhicheverWayOneCame() {
        DebugConsole console = console("latency.yaml:24");
        List<String> forwards = new ArrayList<>();
        while (!console.answer("info line").contains("the scenario has ended")) {
            forwards.add(state(console));
            console.answer("stepi");
        }
        assertThat(forwards).hasSize(181);
        for (int number = forwards.size(); number > forwards.size() - 12; number--) {
            console.answer("reverse-stepi");
            assertThat(state(console)).as("instruction %d", number).isEqualTo(forwards.get(number - 1));
        }
        Random random = new Random(1);
        for (int i = 0; i < 15; i++) {
            int number = 1 + random.nextInt(forwards.size());
            console.answer("goto " + number);
            assertThat(state(console)).as("instruction %d", number).isEqualTo(forwards.get(number - 1));
        }
    }

    @Test
    void breakpointsHaveConditionsAndCountFromTheBegin() {
        DebugConsole console = console("latency.yaml:24");
        assertThat(console.answer("break 86 if r7 > 1000000")).contains("breakpoint 1: latency.bpf.c:86");
        assertThat(console.answer("continue")).contains("hit 1").contains("run 4");
        assertThat(console.answer("print/x r7")).isEqualTo("0x1f20c0\n");
        console.answer("delete 1");
        console.answer("run");
        console.answer("break bpf_ktime_get_ns from 3");
        assertThat(console.answer("c")).contains("hit 3").contains("run 3");
        assertThat(console.answer("c")).contains("hit 4").contains("run 4");
        assertThat(console.answer("rc")).contains("hit 3").contains("run 3");
        assertThat(console.answer("rc")).as("the first two do not count").contains("[instruction 1]");
        assertThat(console.answer("info b")).contains("not hit yet");
    }

    @Test
    void watchesSeeWhatHelpersAndInstructionsChange() {
        DebugConsole console = console("latency.yaml:24");
        console.answer("watch maps.started[42]");
        assertThat(console.answer("c")).contains("maps.started[42] was nothing and is 0");
        assertThat(console.answer("c")).contains("was 0 and is nothing").contains("latency.bpf.c:81");
        console.answer("delete");
        console.answer("goto 40");
        console.answer("watch maps.histogram[11]");
        assertThat(console.answer("c")).contains("maps.histogram[11] was 0 and is 1");
        assertThat(console.answer("rwatch slow_ns")).contains("read of slow_ns");
        assertThat(console.answer("rc")).contains("slow_ns was touched: 1000000");
    }

    @Test
    void stepsOverAndOutOfFunctions() {
        DebugConsole console = console("fileio.yaml:2");
        assertThat(console.answer("break on_file")).contains("function on_file");
        assertThat(console.answer("c")).contains("fileio.bpf.c:52 in on_file");
        assertThat(console.answer("bt"))
                .contains("*0  fileio.bpf.c:52 in on_file")
                .contains(" 1  fileio.bpf.c:52 in on_file__prologue");
        assertThat(console.answer("info args")).contains("failed = 0");
        assertThat(console.answer("print args->number")).isEqualTo("512\n");
        assertThat(console.answer("print args->name")).contains("passwd");
        assertThat(console.answer("frame 1")).contains("on_file__prologue");
        assertThat(console.answer("print ctx->dx")).isEqualTo("512\n");
        assertThat(console.answer("finish")).contains("in on_file__prologue");
        assertThat(console.answer("reverse-step")).contains("in on_file  }");
        assertThat(console.answer("reverse-finish"))
                .as("a breakpoint comes first")
                .contains("hit 1");
        assertThat(console.answer("reverse-finish")).contains("call on_file");
    }

    @Test
    void printsObjectsOfTheKernelWithTheirOwnTypes() {
        DebugConsole console = console("fileio.yaml:2");
        assertThat(console.answer("p $passwd->f_path.dentry->d_name.name")).contains("\"passwd\"");
        assertThat(console.answer("p ((struct file *)ctx->di)->f_flags")).isEqualTo("0\n");
        assertThat(console.answer("p *$passwd")).contains("that nobody set");
        assertThat(console.answer("whatis $passwd->f_path")).contains("struct path at 0x");
        assertThat(console.answer("p $passwd == ctx->di && $cat->pid == 42")).isEqualTo("1\n");
        assertThat(console.answer("x/16 $passwd->f_path.dentry->d_name.name")).contains("70 61 73 73 77 64 00");
    }

    @Test
    void mistakesNameWhatIsNear() {
        DebugConsole console = console("latency.yaml:24");
        assertThat(console.answer("contineu")).startsWith("error: ").contains("continue");
        assertThat(console.answer("reverse")).contains("reverse-continue or reverse-step");
        assertThat(console.answer("break read_end")).contains("read_ends");
        assertThat(console.answer("break 4000")).contains("the last is line");
        assertThat(console.answer("break nowhere.c:3")).contains("latency.bpf.c");
        assertThat(console.answer("print slow_n")).contains("slow_ns");
        assertThat(console.answer("print $cat->pidd")).contains("pid");
        assertThat(console.answer("print maps.histogram[99]")).contains("no element");
        assertThat(console.answer("print 1 +")).contains("nothing is left");
        assertThat(console.answer("print *r1")).contains("error: ");
        assertThat(console.answer("print " + "(".repeat(5000))).contains("nested");
        assertThat(console.answer("delete 9")).contains("no breakpoint 9");
        assertThat(console.answer("stepi -3")).contains("number");
        assertThat(console.answer("reverse-continue")).contains("this is the first instruction");
        assertThat(console.answer("goto 999999")).contains("the scenario has ended");
        assertThat(console.answer("next")).contains("end of the scenario");
        assertThat(console.answer("print r1")).contains("no program runs");
        assertThat(console.answer("help breka")).contains("break");
        assertThat(console.answer("")).isEmpty();
    }

    @Test
    void listsKnownLinesWhereTheFileIsNotThere() {
        DebugConsole found = console("latency.yaml:24");
        assertThat(found.answer("list 86")).contains("   85  \tif (count)").contains("   88  \t\treturn 0;");
        assertThat(found.answer("list")).contains("   96  \tbpf_ringbuf_submit(event, 0);");
        Debugger debugger = open.get(0);
        DebugConsole without = new DebugConsole(debugger, new SourceFiles(List.of()));
        assertThat(without.answer("list 86")).contains("   85  if (count)").doesNotContain("   88  ");
    }
}
