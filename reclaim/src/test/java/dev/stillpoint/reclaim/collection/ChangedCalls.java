// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.scheduler.fixture.ChangedClasses;
import dev.stillpoint.scheduler.fixture.ReplacedCalls;
import java.util.Map;
import java.util.Set;

/**
 * Loads the collections once more, with some calls replaced by others: for variants that are broken on purpose.
 */
final class ChangedCalls extends ChangedClasses {

    private final ReplacedCalls calls;

    /**
     * @param replacements of a call, as {@code Class.method} in either, the name of the static method that is called
     *        instead, with the object, if there is one, as its first argument
     * @param by has these methods
     */
    ChangedCalls(Map<String, String> replacements, Class<?> by) {
        super(ChangedCalls.class.getPackageName());
        calls = new ReplacedCalls(replacements, by.getName());
    }

    /** Which calls were not found in the classes that were loaded. */
    Set<String> unused() {
        return calls.unused();
    }

    @Override
    protected byte[] change(String name, byte[] original) {
        return calls.in(name, original);
    }
}
