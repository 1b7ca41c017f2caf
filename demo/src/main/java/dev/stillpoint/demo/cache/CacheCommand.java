// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.cache;

import dev.stillpoint.demo.CtrlC;
import dev.stillpoint.demo.ExitStatus;
import dev.stillpoint.demo.ProgressListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the block cache. */
@Command(name = "cache", description = "Reads blocks of a file through a cache, while they are evicted and rewritten,"
        + " and verifies every block; by three designs.")
public final class CacheCommand implements Callable<Integer> {

    private static final int DEFAULT_BLOCKS = 32_768;
    /** The part of the file that the cache keeps. */
    private static final int DEFAULT_PART = 4;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "5",
            description = "How long, for each design (default ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--warm-up", paramLabel = "N", defaultValue = "2",
            description = "How long each design runs before one is measured (default ${DEFAULT-VALUE}).")
    private int warmUpSeconds;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "1000",
            description = "Readers, a virtual thread each (default ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--carriers", paramLabel = "N", description = "Carrier threads (default: one per processor).")
    private int carriers = Runtime.getRuntime().availableProcessors();

    @Option(names = "--file", paramLabel = "FILE",
            description = "The file of blocks; made if it is not there (default: a temporary one).")
    private @Nullable Path file;

    @Option(names = "--blocks", paramLabel = "N",
            description = "Blocks of 4 KiB in a file that is made (default: " + DEFAULT_BLOCKS + ").")
    private @Nullable Integer blocks;

    @Option(names = "--cache", paramLabel = "N",
            description = "Blocks that the cache may keep (default: a quarter of the file).")
    private @Nullable Integer capacity;

    @Option(names = "--rewrites", paramLabel = "N", defaultValue = "1000",
            description = "Blocks that are rewritten in a second; 0 for none (default ${DEFAULT-VALUE}).")
    private int rewrites;

    @Option(names = "--designs", paramLabel = "NAME", split = ",", defaultValue = "GUARDED,PINNED,MAPPED",
            description = "What is compared, of guarded (a map off the heap, read under a guard), pinned (frames with a"
                    + " count of readers) and mapped (the file, mapped) (default: all).")
    private List<Design> designs = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        int made = blocks == null ? DEFAULT_BLOCKS : blocks;
        if (made < 1 || made > BlockFile.MOST_BLOCKS) {
            throw wrongUsage("--blocks must be 1 to " + BlockFile.MOST_BLOCKS);
        }
        options(made); // before the file is made, which takes a while
        PrintWriter out = spec.commandLine().getOut();
        try (BlockFile opened = open(made, ProgressListener.printing(out))) {
            return run(new CacheRun(options(opened.blocks()), opened, line -> {
                out.println(line);
                out.flush();
            }), out);
        }
    }

    private static int run(CacheRun run, PrintWriter out) throws IOException, InterruptedException {
        try (CtrlC _ = new CtrlC(run::stop, out)) {
            Summary summary = new Summary(run.run());
            out.println();
            out.print(summary.table());
            out.flush();
            return summary.hasViolations() ? ExitStatus.VIOLATION : 0;
        }
    }

    private BlockFile open(int made, ProgressListener progress) throws IOException {
        if (file == null) {
            return BlockFile.temporary(made, progress);
        }
        if (!Files.exists(file)) {
            BlockFile.make(file, made, progress);
        }
        BlockFile opened = BlockFile.open(file, progress);
        if (blocks != null && opened.blocks() != blocks) {
            opened.close();
            throw wrongUsage("--blocks is %d, but %s has %d. Leave it out, or name another file."
                    .formatted(blocks, file, opened.blocks()));
        }
        return opened;
    }

    private CacheOptions options(int blocksOfFile) {
        try {
            return new CacheOptions(Duration.ofSeconds(warmUpSeconds), Duration.ofSeconds(seconds), threads, carriers,
                    capacity == null ? Math.max(1, blocksOfFile / DEFAULT_PART) : capacity, rewrites, designs);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private ParameterException wrongUsage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
