// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import dev.stillpoint.scheduler.fixture.LoggedMessages;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every thread of a scheduler has a name, in every log, unless its creator wants none. */
class ThreadNamesTest {
    private static final String OURS = "naming-thread";

    private final CarrierScheduler scheduler = create("naming");
    private final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void close() {
        go.countDown();
        Eventually.closed(scheduler);
    }

    private static CarrierScheduler create(String name) {
        return CarrierScheduler.create(SchedulerConfig.defaults().withName(name).withCarriers(1));
    }

    @Test
    void startedThreadIsCalledAfterTheScheduler() {
        assertThat(scheduler.start(() -> {
        }).getName()).isEqualTo(OURS);
    }

    @Test
    void threadsOfTheFactoryShareOneText() {
        ThreadFactory factory = scheduler.threadFactory();
        Thread first = factory.newThread(() -> {
        });

        assertThat(first.getName()).isEqualTo(OURS).isSameAs(factory.newThread(() -> {
        }).getName());
    }

    @Test
    void threadsOfAnExecutorHaveTheName() throws Exception {
        try (ExecutorService executor = scheduler.newThreadPerTaskExecutor()) {
            assertThat(executor.submit(ThreadNamesTest::nameHere).get()).isEqualTo(OURS);
        }
    }

    @Test
    void threadsWithoutANameThatAreMadeInsideHaveTheName() throws Exception {
        List<String> names = Inside.call(scheduler, () -> {
            FutureTask<String> built = new FutureTask<>(ThreadNamesTest::nameHere);
            Thread.ofVirtual().start(built);
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                return List.of(built.get(), executor.submit(ThreadNamesTest::nameHere).get());
            }
        });

        assertThat(names).containsExactly(OURS, OURS);
    }

    @Test
    void threadsWithANameThatAreMadeInsideKeepIt() throws Exception {
        String name = Inside.call(scheduler, () -> {
            FutureTask<String> built = new FutureTask<>(ThreadNamesTest::nameHere);
            Thread.ofVirtual().name("mine").start(built);
            return built.get();
        });

        assertThat(name).isEqualTo("mine");
    }

    @Test
    void theNameCanBeSet() throws Exception {
        assertThat(namesWith("request")).containsExactly("request", "request");
    }

    @Test
    void threadsCanBeLeftWithoutAName() throws Exception {
        assertThat(namesWith("")).containsExactly("", "");
    }

    /** The name of a thread of a scheduler whose threads are called so, and that of a thread which that one makes. */
    private static List<String> namesWith(String threadName) throws Exception {
        CarrierScheduler named =
                CarrierScheduler.create(SchedulerConfig.defaults().withCarriers(1).withThreadName(threadName));
        List<String> names = Inside.call(named, () -> {
            FutureTask<String> child = new FutureTask<>(ThreadNamesTest::nameHere);
            Thread.startVirtualThread(child);
            return List.of(nameHere(), child.get());
        });
        Eventually.closed(named);
        return names;
    }

    @Test
    void threadsCanBeNumbered() {
        ThreadFactory factory = scheduler.threadFactory("request-");

        assertThat(Stream.generate(() -> factory.newThread(() -> {
        }).getName()).limit(3)).containsExactly("request-0", "request-1", "request-2");
    }

    @Test
    void numberedThreadsNeedAPrefix() {
        assertThatNullPointerException().isThrownBy(() -> scheduler.threadFactory(null)).withMessage("prefix");
        for (String blank : List.of("", " ")) {
            assertThatIllegalArgumentException().isThrownBy(() -> scheduler.threadFactory(blank))
                    .withMessageStartingWith("prefix must not be blank");
        }
        assertThatNullPointerException().isThrownBy(() -> scheduler.threadFactory("request-").newThread(null))
                .withMessage("body");
    }

    @Test
    void dumpShowsTheName() {
        CountDownLatch inside = new CountDownLatch(1);
        Thread thread = scheduler.start(() -> {
            inside.countDown();
            while (go.getCount() != 0) {
                Thread.onSpinWait();
            }
        });
        Eventually.holds("it runs", () -> inside.getCount() == 0, thread);

        assertThat(scheduler.dump()).contains("runs #" + thread.threadId() + " \"" + OURS + "\"");
    }

    @Test
    void logOfASchedulerThatClosesShowsTheName() {
        try (LoggedMessages logged = LoggedMessages.of("dev.stillpoint.scheduler")) {
            Thread waiting = Inside.start(scheduler, go::await);
            Eventually.waits(waiting);
            Thread closer = Thread.ofPlatform().start(scheduler::close);
            Eventually.holds("the log says whom it waits for", () -> !logged.texts().isEmpty(), closer);
            go.countDown();
            Eventually.ended(closer);

            assertThat(logged.texts().getFirst()).contains("#" + waiting.threadId() + " \"" + OURS + "\"");
        }
    }

    @Test
    void logOfALeakedGuardShowsTheName() throws Exception {
        try (LoggedMessages logged = LoggedMessages.of("dev.stillpoint.scheduler")) {
            Inside.run(scheduler, () -> CurrentCarrier.get().registers().begin());
            Eventually.holds("a report", () -> !logged.texts().isEmpty());

            assertThat(logged.texts().getFirst()).contains("," + OURS + "]", "open read guard(s)");
        }
    }

    private static String nameHere() {
        return Thread.currentThread().getName();
    }
}
