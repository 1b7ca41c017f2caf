// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.memory.FreeStacks.Link;
import dev.stillpoint.reclaim.support.Background;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is taken is nobody else's, and nothing is lost. */
@Timeout(60)
class FreeStacksTest {

    private static final int TOKENS = 4;

    /** Something that one thread at a time may have. */
    private static final class Token {

        final AtomicBoolean taken = new AtomicBoolean();
        // by which it is put back; only who has the token
        @Nullable Link<Token> place;
        // used by the broken twin only
        @Nullable Token next;
    }

    private static void put(FreeStacks<Token> free, Token token) {
        Link<Token> place = token.place;
        free.put(place == null ? new Link<>(token) : place);
    }

    private static @Nullable Token take(FreeStacks<Token> free) {
        Link<Token> taken = free.take();
        if (taken == null) {
            return null;
        }
        taken.element().place = taken;
        return taken.element();
    }

    /** The stack that looks right: tokens are their own links. A popper may hold a link whose next has changed. */
    private static final class LinksUsedAgain {

        private final AtomicReference<@Nullable Token> top = new AtomicReference<>();

        void put(Token token) {
            Token seen;
            do {
                seen = top.get();
                token.next = seen;
            } while (!top.compareAndSet(seen, token));
        }

        @Nullable Token take() {
            while (true) {
                Token seen = top.get();
                if (seen == null) {
                    return null;
                }
                Token next = seen.next;
                Thread.yield();
                if (top.compareAndSet(seen, next)) {
                    return seen;
                }
            }
        }
    }

    /** Three threads take two tokens each and put them back; true if two ever had the same. */
    private static boolean isShared(Consumer<Token> put, Supplier<@Nullable Token> take, Duration time)
            throws InterruptedException {
        AtomicBoolean shared = new AtomicBoolean();
        for (int i = 0; i < TOKENS; i++) {
            put.accept(new Token());
        }
        long end = System.nanoTime() + time.toNanos();
        List<Background> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            threads.add(Background.platform("taker-" + i, () -> {
                while (!shared.get() && System.nanoTime() < end) {
                    @Nullable Token[] mine = {take.get(), take.get()};
                    for (Token token : mine) {
                        if (token != null && !token.taken.compareAndSet(false, true)) {
                            shared.set(true);
                        }
                    }
                    for (Token token : mine) {
                        if (token != null) {
                            token.taken.set(false);
                            put.accept(token);
                            Thread.yield();
                        }
                    }
                }
            }));
        }
        for (Background thread : threads) {
            thread.join();
        }
        return shared.get();
    }

    @Test
    void nobodyTakesWhatIsTaken() throws InterruptedException {
        for (int stacks : new int[] {1, 4}) {
            FreeStacks<Token> free = new FreeStacks<>(stacks);
            assertThat(isShared(token -> put(free, token), () -> take(free), Duration.ofMillis(500))).isFalse();
            Set<Token> left = new HashSet<>();
            for (Token token = take(free); token != null; token = take(free)) {
                assertThat(left.add(token)).isTrue();
            }
            assertThat(left).hasSize(TOKENS);
        }
    }

    /** The same test catches it. */
    @Test
    void aStackThatUsesItsLinksAgainIsCaught() throws InterruptedException {
        // In short rounds: it may also lose all its tokens, and then nobody shares any.
        boolean caught = false;
        for (int round = 0; round < 150 && !caught; round++) {
            LinksUsedAgain broken = new LinksUsedAgain();
            caught = isShared(broken::put, broken::take, Duration.ofMillis(200));
        }
        assertThat(caught).isTrue();
    }

    @Test
    void whatOneThreadPutAnotherFindsWhateverItsStack() throws InterruptedException {
        FreeStacks<Integer> free = new FreeStacks<>(16);
        for (int i = 0; i < 100; i++) {
            free.put(new Link<>(i));
        }
        Set<Integer> found = new HashSet<>();
        for (int thread = 0; thread < 10; thread++) {
            Background.platform("finder", () -> {
                for (int i = 0; i < 10; i++) {
                    found.add(Objects.requireNonNull(free.take()).element());
                }
            }).join();
        }
        assertThat(found).hasSize(100);
        assertThat(free.take()).isNull();
    }
}
