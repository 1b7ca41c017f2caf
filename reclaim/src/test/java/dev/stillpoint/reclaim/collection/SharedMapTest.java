// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.fixture.ChangedCalls;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many threads on one map find nothing wrong. The same threads find out each variant that is broken on purpose. */
@Timeout(240)
class SharedMapTest {

    private static List<String> play(Class<? extends Callable<List<String>>> scenario,
            Map<String, String> brokenCalls) throws Exception {
        Map<String, String> replacements = new HashMap<>(brokenCalls);
        replacements.put("NodeMemory.free", "poison");
        ChangedCalls loader = new ChangedCalls(SharedMapTest.class.getPackageName(), replacements, Replacements.class);
        Callable<List<String>> played = loader.newInstance(scenario);
        List<String> wrong = played.call();
        assertThat(loader.unused()).as("calls that are not there").isEmpty();
        return wrong;
    }

    @Test
    void nothingGoesWrong() throws Exception {
        assertThat(play(SharedMap.class, Map.of())).isEmpty();
        assertThat(play(StaleBucket.class, Map.of())).isEmpty();
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({"Reclaimer.retireWithoutWaiting, freeAtOnce", "Buckets.isLinked, isAlwaysLinked",
            "HashList.replace, markOnly"})
    void whatIsBrokenIsFoundOut(String call, String broken) throws Exception {
        assertThat(play(SharedMap.class, Map.of(call, broken))).isNotEmpty();
    }

    @Test
    void bucketsThatAreGivenUpAtOnceAreFoundOut() throws Exception {
        assertThat(play(StaleBucket.class, Map.of("Reclaimer.retireWithoutWaiting", "shrinkAtOnce"))).isNotEmpty();
    }

    @Test
    void whoIteratesFollowsNoBucketThatIsNotInTheList() throws Exception {
        String watched = "readUnlessFreed";
        assertThat(play(ClaimedBucket.class, Map.of("Words.getAcquire", watched))).isEmpty();
        assertThat(play(ClaimedBucket.class,
                Map.of("Words.getAcquire", watched, "HashList.isLinked", "saysItIsLinked"))).isNotEmpty();
    }

    @Test
    void noLevelIsGivenUpOnceTheMapIsFreed() throws Exception {
        Map<String, String> watched = Map.of("Words.getAcquire", "readUnlessFreed", "BucketTable.grown",
                "grownIfThereIsMemory", "BucketTable.free", "keep");
        assertThat(play(EndedMap.class, watched)).isEmpty();
        Map<String, String> broken = new HashMap<>(watched);
        broken.put("Buckets.isGone", "isNeverGone");
        assertThat(play(EndedMap.class, broken)).isNotEmpty();
    }
}
