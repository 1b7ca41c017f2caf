// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.meaning;

import dev.stillpoint.reclaim.escape.classes.ClassWorld;
import dev.stillpoint.reclaim.escape.classes.MethodId;
import java.lang.constant.ClassDesc;
import java.util.Set;

/**
 * The methods with a meaning of their own. By name only: the command runs where neither the library nor what is scanned
 * is on the class path, and StructuredTaskScope is a preview.
 */
public final class GuardApi {

    public static final String READ_GUARD = "dev/stillpoint/reclaim/ReadGuard";

    /** The methods that the library marks {@code @GuardScoped} itself; a test compares them with it. */
    static final Set<String> MARKED = Set.of("dev/stillpoint/reclaim/QsbrReference.get",
            "dev/stillpoint/reclaim/VersionSource.get", "dev/stillpoint/reclaim/adapt/BufferViews.readOnly",
            "dev/stillpoint/reclaim/adapt/ReclaimableHandle.get",
            "dev/stillpoint/reclaim/collection/OffHeapMap.view",
            "dev/stillpoint/reclaim/collection/OffHeapMap$Entry.keyView",
            "dev/stillpoint/reclaim/collection/OffHeapMap$Entry.valueView",
            "dev/stillpoint/reclaim/collection/OffHeapQueue.peekView",
            "dev/stillpoint/reclaim/collection/OffHeapQueue.pollView",
            "dev/stillpoint/reclaim/collection/OffHeapSortedSet.ceilingView",
            "dev/stillpoint/reclaim/collection/OffHeapSortedSet.firstView",
            "dev/stillpoint/reclaim/collection/OffHeapStack.peekView",
            "dev/stillpoint/reclaim/collection/OffHeapStack.popView",
            "dev/stillpoint/reclaim/reload/Reloadable.get");

    static final String LIBRARY = "dev/stillpoint/reclaim/";
    static final String RECLAIMABLE = LIBRARY + "Reclaimable";
    private static final String FRONT_DOOR = "dev/stillpoint/reclaim/ScopedQsbr";
    private static final String SOURCE = "dev/stillpoint/reclaim/VersionSource";
    private static final String SNAPSHOT = "dev/stillpoint/reclaim/Snapshot";
    private static final Set<String> REFERENCES = Set.of("dev/stillpoint/reclaim/QsbrReference", SOURCE,
            "dev/stillpoint/reclaim/reload/Reloadable");
    private static final Set<String> PARAMETERS_OF_GET = Set.of("()", "(Ldev/stillpoint/reclaim/ReadGuard;)");
    private static final String READER_COUNTS = "dev/stillpoint/reclaim/grace/";
    private static final String NODE_STRUCTURE = LIBRARY + "collection/NodeStructure";
    private static final String RECLAIMER = "dev/stillpoint/reclaim/Reclaimer";
    private static final String TASK_SCOPE = "java/util/concurrent/StructuredTaskScope";
    private static final Set<String> BODIES = Set.of(FRONT_DOOR + "$SectionBody", FRONT_DOOR + "$GuardedBody",
            FRONT_DOOR + "$SectionAction");

    private GuardApi() {
    }

    /** {@code ScopedQsbr.read} and {@code run}. */
    public static boolean runsSection(MethodId method) {
        return method.owner().equals(FRONT_DOOR) && (method.name().equals("read") || method.name().equals("run"));
    }

    /** {@code ScopedQsbr.read}, {@code run} and {@code open}. */
    public static boolean beginsSection(String owner, String name) {
        return owner.equals(FRONT_DOOR) && (name.equals("read") || name.equals("run") || name.equals("open"));
    }

    /** Whether a functional interface, or a class that implements it, is the body of a read section. */
    public static boolean isSectionBody(String type, ClassWorld world) {
        return world.supertypes(type).stream().anyMatch(BODIES::contains);
    }

    /**
     * The parts of the library that count readers, and that put off what an error has kept a collection from. Where
     * they are scanned together with their user, as in a fat jar, their locks are no finding: they are held for a few
     * instructions, and only the first section of a thread, or a change after an error, comes to them.
     */
    public static boolean locksBriefly(MethodId method) {
        return method.owner().startsWith(READER_COUNTS) || method.owner().equals(NODE_STRUCTURE);
    }

    public static boolean isCheckpoint(MethodId method) {
        return method.owner().equals(FRONT_DOOR) && method.name().equals("checkpoint");
    }

    /** {@code get()} and {@code get(guard)} of a {@code VersionSource}. */
    public static boolean readsReference(MethodId method) {
        return REFERENCES.contains(method.owner()) && method.name().equals("get");
    }

    /** The methods of the library that may return what is guarded: it makes guards, reads references, or is marked. */
    public static boolean returnsGuarded(MethodId method) {
        return readsReference(method) || (method.owner().equals(FRONT_DOOR) && method.name().equals("open"))
                || MARKED.contains(method.owner() + "." + method.name());
    }

    /** Whether a class of the user's implements with this method the interface that references share. */
    public static boolean implementsReference(MethodId method, ClassWorld world) {
        String parameters = method.descriptor().substring(0, method.descriptor().indexOf(')') + 1);
        return method.name().equals("get") && PARAMETERS_OF_GET.contains(parameters)
                && world.isSubtype(method.owner(), SOURCE);
    }

    /**
     * What is retired is no longer the caller's: the reclaimer keeps it, and frees it after all readers. It may wait
     * for room, but never inside a section.
     */
    public static boolean retires(MethodId method) {
        return method.owner().equals(RECLAIMER)
                && (method.name().equals("retire") || method.name().equals("retireAll")
                        || method.name().equals("retireWithoutWaiting"));
    }

    /** Whether it retires the elements of a list, and not an object. */
    public static boolean retiresElements(MethodId method) {
        return retires(method) && method.name().equals("retireAll");
    }

    /** Frees the object at once. */
    public static boolean frees(MethodId method, ClassWorld world) {
        return method.name().equals("reclaim") && method.descriptor().equals("()V")
                && (method.owner().startsWith(LIBRARY) || world.isSubtype(method.owner(), RECLAIMABLE));
    }

    /** Whether guards or snapshots are of the type, and who asks for it wants to close them. */
    public static boolean isCloseable(String type) {
        return type.equals("java/lang/AutoCloseable") || type.equals(READ_GUARD) || type.equals(SNAPSHOT);
    }

    /** Retires the memory of an arena, as its {@code close()} does. */
    public static boolean closesArena(MethodId method) {
        return isClose(method) && method.owner().equals("dev/stillpoint/reclaim/memory/ReclaimableArena");
    }

    public static boolean isSnapshot(ClassDesc type) {
        return type.descriptorString().equals("L" + SNAPSHOT + ";");
    }

    /** The methods of the library that make a snapshot, which the caller must close. */
    public static boolean takesSnapshot(MethodId method) {
        return (method.name().equals("snapshot") && REFERENCES.contains(method.owner()))
                || (method.name().equals("share") && method.owner().equals(SNAPSHOT));
    }

    public static boolean readsSnapshot(MethodId method) {
        return method.name().equals("get") && method.owner().equals(SNAPSHOT);
    }

    public static boolean isTaskScope(String type, ClassWorld world) {
        return world.isSubtype(type, TASK_SCOPE);
    }

    public static boolean forks(MethodId method, ClassWorld world) {
        return method.name().equals("fork") && isTaskScope(method.owner(), world);
    }

    public static boolean joins(MethodId method, ClassWorld world) {
        return method.name().startsWith("join") && isTaskScope(method.owner(), world);
    }

    public static boolean isClose(MethodId method) {
        return method.name().equals("close") && method.descriptor().equals("()V");
    }
}
