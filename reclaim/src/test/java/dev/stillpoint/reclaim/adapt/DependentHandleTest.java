// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.StillInUseException;
import dev.stillpoint.reclaim.support.Background;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Children before parents, in whatever order they are retired. */
class DependentHandleTest {

    private final List<String> freed = Collections.synchronizedList(new ArrayList<>());

    private DependentHandle.Freeing named(String name) {
        return () -> freed.add(name);
    }

    @Test
    void aParentThatIsRetiredFirstWaitsForItsChildren() throws InterruptedException {
        DependentHandle database = DependentHandle.root(named("database"), 10);
        DependentHandle transaction = database.child(named("transaction"), 1);
        DependentHandle iterator = transaction.child(named("iterator"), 1);
        try (Reclaimer reclaimer = Reclaimer.create()) {
            reclaimer.retire(database);
            reclaimer.retire(transaction);
            reclaimer.barrier();
            assertThat(freed).isEmpty();
            reclaimer.retire(iterator);
        }
        assertThat(freed).containsExactly("iterator", "transaction", "database");
    }

    @Test
    void childrenThatAreRetiredFirstAreFreedAtOnce() throws Exception {
        DependentHandle database = DependentHandle.root(named("database"), 10);
        database.child(named("one"), 0).reclaim();
        assertThat(freed).containsExactly("one");
        database.child(named("other"), 0).reclaim();
        database.reclaim();
        assertThat(freed).containsExactly("one", "other", "database");
        assertThat(database.byteSize()).isEqualTo(10);
    }

    @Test
    void severalReclaimersFreeEachHandleOnceAndTheParentLast() throws Exception {
        for (int round = 0; round < 200; round++) {
            freed.clear();
            DependentHandle parent = DependentHandle.root(named("parent"), 0);
            List<DependentHandle> all = new ArrayList<>(List.of(parent, parent.child(named("a"), 0),
                    parent.child(named("b"), 0)));
            CyclicBarrier start = new CyclicBarrier(all.size());
            List<Background> threads = new ArrayList<>();
            for (DependentHandle handle : all) {
                threads.add(Background.platform("reclaims", () -> {
                    start.await();
                    handle.reclaim();
                }));
            }
            for (Background thread : threads) {
                thread.join();
            }
            assertThat(freed).hasSize(3).endsWith("parent");
        }
    }

    @Test
    void aChildThatFailsKeepsItsParentAndNotItsSiblings() throws Exception {
        DependentHandle parent = DependentHandle.root(named("parent"), 0);
        DependentHandle broken = parent.child(() -> {
            throw new IOException("meant to fail");
        }, 0);
        DependentHandle sibling = parent.child(named("sibling"), 0);
        parent.reclaim();
        assertThatThrownBy(broken::reclaim).isInstanceOf(IOException.class);
        sibling.reclaim();
        assertThat(freed).containsExactly("sibling");
    }

    @Test
    void aHandleIsReclaimedOnce() throws Exception {
        DependentHandle parent = DependentHandle.root(named("parent"), 0);
        DependentHandle child = parent.child(named("child"), 0);
        parent.reclaim();
        assertThatThrownBy(parent::reclaim).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("reclaimed before");
        assertThat(freed).isEmpty();
        child.reclaim();
        assertThatThrownBy(child::reclaim).isInstanceOf(IllegalStateException.class);
        assertThat(freed).containsExactly("child", "parent");
    }

    @Test
    void aReclaimedParentTakesNoChildren() throws Exception {
        DependentHandle parent = DependentHandle.root(named("parent"), 0);
        DependentHandle child = parent.child(named("child"), 0);
        parent.reclaim();
        assertThatThrownBy(() -> parent.child(named("late"), 0)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no more children");
        child.reclaim();
        assertThatThrownBy(() -> parent.child(named("later"), 0)).isInstanceOf(IllegalStateException.class);
        assertThat(freed).containsExactly("child", "parent");
    }

    @Test
    void nullAndNegativeSizesAreRefusedAndLeaveNoClaim() throws Exception {
        assertThatThrownBy(() -> DependentHandle.root(null, 0)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> DependentHandle.root(named("x"), -1)).isInstanceOf(IllegalArgumentException.class);
        DependentHandle parent = DependentHandle.root(named("parent"), 0);
        assertThatThrownBy(() -> parent.child(null, 0)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> parent.child(named("x"), -1)).isInstanceOf(IllegalArgumentException.class);
        parent.reclaim();
        assertThat(freed).containsExactly("parent");
    }

    @Test
    void whatIsStillInUseIsFreedLaterAndThenWhatWaitsForIt() throws Exception {
        AtomicInteger uses = new AtomicInteger(4);
        DependentHandle parent = DependentHandle.root(whileUsed(uses, "parent"), 1);
        DependentHandle child = parent.child(whileUsed(uses, "child"), 1);
        parent.reclaim();
        for (int left = 4; left > 0; left--) {
            assertThat(freed).containsExactlyElementsOf(left > 1 ? List.of() : List.of("child"));
            assertThatThrownBy(child::reclaim).isInstanceOf(StillInUseException.class);
        }
        child.reclaim();
        assertThat(freed).containsExactly("child", "parent");
        assertThatThrownBy(child::reclaim).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(parent::reclaim).isInstanceOf(IllegalStateException.class);
    }

    /** Twice it is in use. */
    private DependentHandle.Freeing whileUsed(AtomicInteger uses, String name) {
        int last = name.equals("child") ? 2 : 0;
        return () -> {
            if (uses.get() > last) {
                uses.decrementAndGet();
                throw new StillInUseException(name, new IllegalStateException("on purpose"));
            }
            freed.add(name);
        };
    }
}
