// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CompletableFutureTest {
    private final TwoCarriers carriers = new TwoCarriers();
    private final ExecutorService executor = carriers.executor();

    @AfterEach
    void close() {
        executor.close();
        carriers.close();
    }

    @Test
    void asyncStagesRunOnCarriersAndNoneIsLost() {
        List<CompletableFuture<Integer>> chains = IntStream.range(0, 5000).mapToObj(this::chain).toList();
        CompletableFuture.allOf(chains.toArray(CompletableFuture[]::new)).orTimeout(30, TimeUnit.SECONDS).join();

        assertThat(chains.stream().mapToInt(CompletableFuture::join).sum()).isEqualTo(5000 * 5001 / 2);
    }

    private CompletableFuture<Integer> chain(int number) {
        return CompletableFuture.supplyAsync(() -> onCarrier(number), executor)
                .thenApplyAsync(CompletableFutureTest::onCarrier, executor)
                .thenCombineAsync(CompletableFuture.supplyAsync(() -> onCarrier(1), executor), Integer::sum, executor)
                .thenComposeAsync(sum -> CompletableFuture.supplyAsync(() -> onCarrier(sum), executor), executor);
    }

    private static int onCarrier(int value) {
        TwoCarriers.here();
        return value;
    }

    @Test
    void threadOfOursWaitsForAStageOfAnother() throws Exception {
        String stage = carriers.call(
                () -> CompletableFuture.supplyAsync(TwoCarriers::here, executor).get(30, TimeUnit.SECONDS));

        assertThat(stage).startsWith("compat");
    }

    @Test
    void failureGoesThroughTheStages() {
        CompletableFuture<Integer> failed = CompletableFuture
                .supplyAsync(() -> Integer.parseInt("none"), executor)
                .thenApplyAsync(CompletableFutureTest::onCarrier, executor);

        assertThat(failed.handleAsync((_, thrown) -> TwoCarriers.here() + thrown, executor).join())
                .contains("NumberFormatException");
        assertThatExceptionOfType(CompletionException.class).isThrownBy(failed::join);
    }

    @Test
    void timeoutsComeOnTime() {
        CompletableFuture<String> never = new CompletableFuture<>();
        CompletableFuture<String> late = never.copy().completeOnTimeout("late", 5, TimeUnit.MILLISECONDS);
        CompletableFuture<String> delayed = CompletableFuture.supplyAsync(TwoCarriers::here,
                CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS, executor));

        assertThat(late.join()).isEqualTo("late");
        assertThat(delayed.join()).startsWith("compat");
        assertThat(never.orTimeout(5, TimeUnit.MILLISECONDS)).failsWithin(30, TimeUnit.SECONDS)
                .withThrowableThat().withCauseInstanceOf(TimeoutException.class);
    }
}
