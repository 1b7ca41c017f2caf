// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Storms of parks and wake-ups on queues that overflow all the time. A lost wake-up shows as threads that do not end;
 * the scheduler is then left as it is, because close() would wait for them. No watchdog repairs anything.
 */
class LostWakeupTest {
    private static Stream<SchedulerConfig> all() {
        return IntStream.rangeClosed(1, 4).boxed().flatMap(carriers -> Stream.of(2, 4)
                .map(queueCapacity -> new SchedulerConfig("storm", carriers, queueCapacity)
                        .withCompensation(Compensation.none())));
    }

    private static Stream<SchedulerConfig> twoCarriersAndMore() {
        return all().filter(config -> config.carriers() > 1);
    }

    @ParameterizedTest
    @MethodSource("all")
    void pingPong(SchedulerConfig config) {
        CarrierScheduler scheduler = CarrierScheduler.create(config);
        List<Thread> players = players(scheduler, Game::play);
        players.forEach(Thread::start);

        Eventually.ended(players);
        Eventually.closed(scheduler);
    }

    /** Wake-ups go to the home inbox of one carrier, which alone may answer them. */
    @ParameterizedTest
    @MethodSource("all")
    void pingPongOfGuardHolders(SchedulerConfig config) {
        CarrierScheduler scheduler = CarrierScheduler.create(config);
        List<Thread> players = players(scheduler, (game, side) -> {
            Carrier carrier = CurrentCarrier.get();
            carrier.registers().begin();
            carrier.registers().stamp(0);
            game.play(side);
            carrier.registers().release();
        });
        players.forEach(Thread::start);

        Eventually.ended(players);
        Eventually.closed(scheduler);
    }

    @ParameterizedTest
    @MethodSource("all")
    void fanOut(SchedulerConfig config) {
        int width = 20;
        int rounds = 200;
        AtomicInteger ran = new AtomicInteger();
        CarrierScheduler scheduler = CarrierScheduler.create(config);
        Eventually.ended(scheduler.start(() -> {
            for (int round = 0; round < rounds; round++) {
                forkAndAwait(width, ran);
            }
        }));
        Eventually.closed(scheduler);

        assertThat(ran).hasValue(width * rounds);
    }

    /** One thread at a time from outside: carriers fall asleep and are woken in every round. */
    @ParameterizedTest
    @MethodSource("all")
    void wakeFromSleep(SchedulerConfig config) {
        CarrierScheduler scheduler = CarrierScheduler.create(config);
        AtomicInteger done = new AtomicInteger();
        for (int round = 1; round <= 3000; round++) {
            Thread thread = scheduler.start(done::getAndIncrement);
            awaitCount(done, round, thread);
        }
        Eventually.closed(scheduler);
    }

    /** A thread that keeps its carrier until its child runs beside it. */
    @ParameterizedTest
    @MethodSource("twoCarriersAndMore")
    void wakeASecondCarrier(SchedulerConfig config) {
        CarrierScheduler scheduler = CarrierScheduler.create(config);
        AtomicInteger met = new AtomicInteger();
        for (int round = 1; round <= 1000; round++) {
            Thread thread = scheduler.start(() -> {
                AtomicInteger there = new AtomicInteger();
                Thread.startVirtualThread(there::getAndIncrement);
                if (spinUntil(there, 1)) {
                    met.getAndIncrement();
                }
            });
            awaitCount(met, round, thread);
        }
        Eventually.closed(scheduler);
    }

    /** Two for each of eight games, unstarted. */
    private static List<Thread> players(CarrierScheduler scheduler, ObjIntConsumer<Game> body) {
        List<Thread> players = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Game game = new Game(1000);
            for (int side = 0; side < 2; side++) {
                int own = side;
                game.players[own] = scheduler.threadFactory().newThread(() -> body.accept(game, own));
            }
            players.addAll(List.of(game.players));
        }
        return players;
    }

    private static void forkAndAwait(int width, AtomicInteger ran) {
        AtomicInteger left = new AtomicInteger(width);
        Thread parent = Thread.currentThread();
        for (int i = 0; i < width; i++) {
            Thread.startVirtualThread(() -> {
                ran.getAndIncrement();
                Thread.yield();
                if (left.decrementAndGet() == 0) {
                    LockSupport.unpark(parent);
                }
            });
        }
        while (left.get() != 0) {
            LockSupport.park();
        }
    }

    private static void awaitCount(AtomicInteger count, int expected, Thread thread) {
        for (int spins = 0; spins < 10_000 && count.get() < expected; spins++) {
            Thread.onSpinWait();
        }
        Eventually.holds("a count of " + expected, () -> count.get() >= expected, thread);
    }

    /** Does not unmount. @return whether the count was reached before patience was lost */
    private static boolean spinUntil(AtomicInteger count, int expected) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (count.get() < expected && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        return count.get() >= expected;
    }

    /** Two players take turns and wake each other. */
    private static final class Game {
        private final int turns;
        private final Thread[] players = new Thread[2];
        private final AtomicInteger turn = new AtomicInteger();

        Game(int turns) {
            this.turns = turns;
        }

        void play(int side) {
            for (int own = side; own < turns; own += 2) {
                while (turn.get() != own) {
                    LockSupport.park();
                }
                turn.set(own + 1);
                LockSupport.unpark(players[1 - side]);
            }
        }
    }
}
