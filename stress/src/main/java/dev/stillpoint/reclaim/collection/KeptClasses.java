// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.scheduler.fixture.ChangedClasses;
import dev.stillpoint.scheduler.fixture.ReplacedCalls;
import java.util.HashMap;
import java.util.Map;

/**
 * Loads the library's collections once more, over {@link KeptMemory}: calls of {@code malloc}, {@code calloc} and
 * {@code free} are replaced, and for what is broken one more. Otherwise they are the classes of the library.
 */
public final class KeptClasses extends ChangedClasses {

    private static final String PACKAGE = KeptClasses.class.getPackageName();

    private final ReplacedCalls calls;

    /** @param replacements of other calls, as in {@link ReplacedCalls}, to methods of {@link KeptMemory} */
    public KeptClasses(Map<String, String> replacements) {
        super(PACKAGE);
        Map<String, String> all = new HashMap<>(replacements);
        all.putAll(Map.of("CLibrary.malloc", "malloc", "CLibrary.calloc", "calloc", "CLibrary.free", "free"));
        calls = new ReplacedCalls(all, PACKAGE + ".KeptMemory");
    }

    /**
     * An object of a class of this package, which is loaded once more.
     *
     * @param name without the package
     * @param type what it is used as; not of this package
     */
    public <T> T make(String name, Class<T> type) {
        try {
            return type.cast(newInstance(PACKAGE + "." + name));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the collections cannot be loaded once more", e);
        }
    }

    /** For when everything was used: a call that is not there any more would break nothing. */
    public void requireThatAllAreReplaced() {
        if (!calls.unused().isEmpty()) {
            throw new IllegalStateException("Calls that are not there: " + calls.unused());
        }
    }

    @Override
    protected byte[] change(String name, byte[] original) {
        return calls.in(name, original);
    }
}
