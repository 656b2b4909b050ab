// SPDX-License-Identifier: MIT
package dev.probeproof.loader.benchmark;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.btf.BtfWriter;
import dev.probeproof.loader.bytes.Bytes;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The types of a kernel, 5.2 MB: from bytes to answers. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class BtfBenchmark {
    @Param("7.2-amd64")
    public String kernel;

    private Bytes bytes;
    private Btf btf;

    @Setup
    public void read() throws IOException {
        bytes = KernelTypes.read(kernel);
        btf = BtfReader.read(bytes);
        btf.find(BtfKind.STRUCT, "task_struct");
    }

    /** Header, every record walked and checked. */
    @Benchmark
    public Btf open() {
        return BtfReader.read(bytes);
    }

    /** The same, then a struct by name: the index of names is made for it. */
    @Benchmark
    public List<Integer> openAndFirstLookup() {
        return BtfReader.read(bytes).findAll(BtfKind.STRUCT, "task_struct");
    }

    /** A struct by name once the index is there. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    public List<Integer> nextLookup() {
        return btf.findAll(BtfKind.STRUCT, "task_struct");
    }

    /** A new blob with the same types. */
    @Benchmark
    public byte[] write() {
        return BtfWriter.write(btf);
    }
}
