// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.stress.lincheck.Lincheck;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** A collection whose copy is checked by Lincheck: see {@link PlayedClasses}. */
final class PlayedStructure {

    /** What they do changes nothing that is shared, or is no part of the collections. */
    private static final Pattern ONE_STEP = Pattern.compile("Played(Blocks|Reclaimer|Count)|Copy\\d+_("
            + "NodeMemory|RetiredNode|Encoding|Keys|KeyBytes|\\w+Codec\\b.*|HashList.Place|\\w+Test.Others)");

    private final Class<?> scenario;
    private final Lincheck lincheck;
    private final Map<String, String> calls;

    /** @param calls are replaced always, as in {@link PlayedClasses#copyOf} */
    PlayedStructure(Class<?> scenario, Lincheck lincheck, Map<String, String> calls) {
        this.scenario = scenario;
        this.lincheck = lincheck.notLookingInto(PlayedStructure::isOneStep);
        this.calls = calls;
    }

    private static boolean isOneStep(String className) {
        return ONE_STEP.matcher(className.substring(className.lastIndexOf('.') + 1)).matches();
    }

    /** Whatever the schedule, the results are those of the specification in some order; and nobody waits. */
    void check() {
        lincheck.check(PlayedClasses.copyOf(scenario, calls));
    }

    /** The same must be found wrong with a call replaced, as in {@link PlayedClasses#copyOf}. */
    void assertFound(String call, String broken) {
        Map<String, String> all = new HashMap<>(calls);
        all.put("PlayedReclaimer.end", "doNotLook");
        all.put(call, broken);
        lincheck.assertFound(PlayedClasses.copyOf(scenario, all));
    }
}
