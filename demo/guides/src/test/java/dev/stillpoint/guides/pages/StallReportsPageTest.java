// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.guides.Prices;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ReclaimerConfig;
import dev.stillpoint.reclaim.ReclaimerListener;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.StallReport;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The reports on {@code docs/stall-reports.md} are what the library says to the programs that the page shows. */
@Timeout(120)
class StallReportsPageTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Path PAGE = Path.of(System.getProperty("basedir", "."), "../../docs/stall-reports.md");
    private static final Pattern REPORT = Pattern.compile("(?s)```text\n(prices is stalled[^\n]*\n  reclaimer:.*?)```");
    /** What differs from run to run. */
    private static final Pattern NUMBER = Pattern.compile("#\\d+|\\d+ ms|grace period \\d+|:\\d+\\)");
    /** Frames of other code than the page's, which the page leaves out. */
    private static final Predicate<String> LEFT_OUT =
            line -> line.startsWith("      ") && !line.contains("dev.stillpoint.guides.pages.Stalls");

    private final BlockAllocator memory = BlockAllocator.malloc();
    private final BlockingQueue<StallReport> reports = new LinkedBlockingQueue<>();
    private final ReclaimerConfig config = ReclaimerConfig.defaults().withName("prices")
            .withStallAfter(Duration.ofMillis(40)).withListener(new ReclaimerListener() {

                @Override
                public void stalled(StallReport report) {
                    reports.add(report);
                }
            });

    private Prices load() {
        return Prices.of(memory, 100, 120);
    }

    private static CarrierScheduler server(int carriers) {
        return CarrierScheduler.create(SchedulerConfig.defaults().withName("server").withCarriers(carriers));
    }

    /**
     * A report is the one in that place on the page. If it is not, the next one may be: on a loaded machine the first
     * ones find a thread that is about to park, or a reclaimer that had no processor.
     */
    private void assertThePageHas(int place) throws Exception {
        List<String> page = normalised(reportsOnThePage().get(place));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<String> heard = List.of("no report");
        while (!heard.equals(page) && deadline - System.nanoTime() > 0) {
            StallReport report = reports.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            heard = report == null ? heard : normalised(report.text());
        }
        assertThat(page).isEqualTo(heard);
    }

    private static List<String> reportsOnThePage() throws IOException {
        return REPORT.matcher(Files.readString(PAGE)).results().map(match -> match.group(1)).toList();
    }

    private static List<String> normalised(String report) {
        return report.lines().filter(LEFT_OUT.negate())
                .map(line -> NUMBER.matcher(line).replaceAll(number -> number.group().replaceAll("\\d+", "N")))
                .toList();
    }

    @Test
    void aReaderThatWaitsInsideItsSection() throws Exception {
        BlockingQueue<Integer> articles = new SynchronousQueue<>();
        try (Reclaimer reclaimer = Reclaimer.create(config);
                QsbrReference<Prices> prices = QsbrReference.of(reclaimer, load());
                CarrierScheduler server = server(1)) {
            FutureTask<Long> importer = new FutureTask<>(() -> Stalls.sum(prices, articles));
            server.threadFactory("importer-").newThread(importer).start();
            articles.put(1); // it is inside
            prices.replace(load());
            try {
                assertThePageHas(0);
            } finally {
                articles.put(-1);
            }
            assertThat(importer.get()).isEqualTo(120);
        }
    }

    @Test
    void aGuardThatNobodyCloses() throws Exception {
        try (Reclaimer reclaimer = Reclaimer.create(config);
                QsbrReference<Prices> prices = QsbrReference.of(reclaimer, load());
                ExecutorService lookups = Executors.newSingleThreadExecutor(body -> new Thread(body, "lookup-1"))) {
            assertThatThrownBy(() -> lookups.submit(() -> Stalls.cents(prices, 9)).get())
                    .isInstanceOf(ExecutionException.class).hasCauseInstanceOf(IndexOutOfBoundsException.class);
            prices.replace(load());
            assertThePageHas(1);
        } // the thread of the pool ends, and with it its section
    }

    @Test
    void aThreadThatKeepsTheHomeOfAReader() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch computing = new CountDownLatch(1);
        try (Reclaimer reclaimer = Reclaimer.create(config);
                QsbrReference<Prices> prices = QsbrReference.of(reclaimer, load());
                CarrierScheduler server = server(1)) {
            Thread reader = server.threadFactory("request-").newThread(new FutureTask<>(() -> ScopedQsbr.read(() -> {
                inside.countDown();
                answered.await();
                return prices.get().cents(0);
            })));
            reader.start();
            inside.await();
            while (reader.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            server.threadFactory("statistics-").newThread(new FutureTask<>(() -> {
                computing.countDown();
                return Stalls.compute(enough);
            })).start();
            computing.await();
            answered.countDown(); // the reader could run, if its carrier were free
            prices.replace(load());
            try {
                assertThePageHas(2);
            } finally {
                enough.set(true);
            }
        }
    }

    @Test
    void aReclaimThatDoesNotReturn() throws Exception {
        BlockingQueue<String> archive = new ArrayBlockingQueue<>(1);
        archive.put("full");
        try (Reclaimer reclaimer = Reclaimer.create(config)) {
            Reclaimable archived = new Stalls.Archived(load(), archive);
            reclaimer.retire(archived);
            try {
                assertThePageHas(3);
            } finally {
                assertThat(archive.take()).isEqualTo("full");
            }
            assertThat(archive.take()).isEqualTo("100,120");
        }
    }

    @Test
    void thePageHasNoOtherReports() throws IOException {
        assertThat(reportsOnThePage()).hasSize(4);
    }
}
