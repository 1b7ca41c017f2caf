// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.scheduling;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Blocking file calls: a task per directory asks for the attributes of each of its files. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = {Contestant.OPEN_LANG})
public class StatWalkBenchmark {

    /** Platform threads enough for every call that blocks. */
    private static final int PLATFORM_THREADS = 32;

    /** The tree, and who walks it. */
    @State(Scope.Benchmark)
    public static class Walkers {

        @Param({"default", "stillpoint", "platform"})
        @SuppressWarnings("NullAway.Init") // JMH sets it
        public String scheduler;

        @Param({"1", "2"})
        public int carriers;

        @SuppressWarnings("NullAway.Init") // made in open
        private FileTree tree;
        @SuppressWarnings("NullAway.Init") // made in open
        private ExecutorService executor;
        private Runnable closing = () -> {
        };

        @Setup
        public void open() throws IOException {
            tree = new FileTree();
            if (scheduler.equals("platform")) {
                executor = Executors.newFixedThreadPool(PLATFORM_THREADS);
            } else {
                Contestant contestant = Contestant.of(scheduler, carriers);
                executor = Executors.newThreadPerTaskExecutor(contestant.factory());
                closing = contestant.closing();
            }
        }

        @TearDown
        public void close() throws IOException {
            executor.close();
            closing.run();
            tree.close();
        }
    }

    @Benchmark
    public long walk(Walkers walkers) {
        Walk walk = new Walk(walkers.executor);
        long size = walk.sizeOf(walkers.tree.root);
        if (size != FileTree.expectedSize()) {
            throw new IllegalStateException("the files have %d bytes".formatted(size));
        }
        return size;
    }

    private static final class Walk {

        private final ExecutorService executor;
        private final Phaser directories = new Phaser(1);
        private final LongAdder size = new LongAdder();

        Walk(ExecutorService executor) {
            this.executor = executor;
        }

        long sizeOf(Path root) {
            submit(root);
            directories.arriveAndAwaitAdvance();
            return size.sum();
        }

        private void submit(Path directory) {
            directories.register();
            executor.execute(() -> {
                visit(directory);
                directories.arriveAndDeregister();
            });
        }

        private void visit(Path directory) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
                for (Path entry : entries) {
                    BasicFileAttributes attributes = Files.readAttributes(entry, BasicFileAttributes.class);
                    if (attributes.isDirectory()) {
                        submit(entry);
                    } else {
                        size.add(attributes.size());
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
