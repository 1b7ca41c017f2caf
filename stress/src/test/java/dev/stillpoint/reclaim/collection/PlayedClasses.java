// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.memory.raw.CLibrary;
import dev.stillpoint.reclaim.memory.raw.StripedCount;
import dev.stillpoint.reclaim.memory.raw.Words;
import dev.stillpoint.scheduler.fixture.ReplacedCalls;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Copies of the collections' classes that use memory, sections and reclaimers that can be played: {@link PlayedMemory},
 * {@link PlayedSections}, {@link PlayedReclaimer}. Otherwise they are the classes of the library, byte by byte, but for
 * calls that are replaced on purpose. The copies have other names and the same class loader: Lincheck knows classes by
 * their names.
 */
final class PlayedClasses {

    private static final String PACKAGE = internalName(PlayedClasses.class).replaceFirst("\\w+$", "");
    private static final Pattern NAME = Pattern.compile("dev/stillpoint/[\\w/$]+");
    private static final Map<String, String> STAND_INS = Map.of(
            internalName(Words.class), internalName(PlayedMemory.class),
            internalName(CLibrary.class), internalName(PlayedMemory.class),
            internalName(StripedCount.class), internalName(PlayedCount.class),
            internalName(Reclaimer.class), internalName(PlayedReclaimer.class),
            internalName(ScopedQsbr.class), internalName(PlayedSections.class));

    /** Unlike that of a lookup, it leaves linking to the time at which all copies are there. */
    private static final MethodHandle DEFINE = defineClass();

    private static final AtomicInteger COPIES = new AtomicInteger();

    private final String prefix = "Copy" + COPIES.incrementAndGet() + "_";
    private final ReplacedCalls calls;
    /** By the internal names of their originals. */
    private final Map<String, Class<?>> copies = new HashMap<>();

    private static MethodHandle defineClass() {
        try {
            return MethodHandles.privateLookupIn(ClassLoader.class, MethodHandles.lookup()).findVirtual(
                    ClassLoader.class, "defineClass",
                    MethodType.methodType(Class.class, String.class, byte[].class, int.class, int.class));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the tests run with java.lang opened", e);
        }
    }

    private PlayedClasses(Map<String, String> calls) {
        this.calls = new ReplacedCalls(calls, StandInCalls.class.getName());
    }

    /**
     * The copy of a scenario, and with it copies of all that it needs.
     *
     * @param calls as in {@link ReplacedCalls}, to methods of {@link StandInCalls}
     */
    static Class<?> copyOf(Class<?> scenario, Map<String, String> calls) {
        PlayedClasses classes = new PlayedClasses(calls);
        Class<?> copy = classes.copyAll(internalName(scenario));
        assertThat(classes.calls.unused()).as("calls that are not there").isEmpty();
        return copy;
    }

    private static String internalName(Class<?> type) {
        return type.getName().replace('.', '/');
    }

    private static boolean isCopied(String name) {
        return name.startsWith(PACKAGE) && !name.startsWith(PACKAGE + "Played");
    }

    private String nameInCopies(String name) {
        return isCopied(name) ? PACKAGE + prefix + name.substring(PACKAGE.length())
                : STAND_INS.getOrDefault(name, name);
    }

    private Class<?> copyAll(String scenario) {
        Deque<String> named = new ArrayDeque<>(List.of(scenario));
        while (!named.isEmpty()) {
            String name = named.remove();
            if (isCopied(name) && !copies.containsKey(name)) {
                copy(name, named);
            }
        }
        return copies.get(scenario);
    }

    private void copy(String name, Deque<String> named) {
        byte[] original = read(name);
        ClassModel model = ClassFile.of().parse(original);
        // The JVM asks for these before the class is there, and for all others when they are used.
        Stream.concat(model.superclass().stream(), model.interfaces().stream()).map(ClassEntry::asInternalName)
                .filter(parent -> isCopied(parent) && !copies.containsKey(parent))
                .forEach(parent -> copy(parent, named));
        RenamedClasses renamed = new RenamedClasses(NAME, this::nameInCopies);
        copies.put(name, define(renamed.in(calls.in(name.replace('/', '.'), original))));
        named.addAll(renamed.seen());
    }

    private static byte[] read(String name) {
        try (InputStream in = PlayedClasses.class.getClassLoader().getResourceAsStream(name + ".class")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> define(byte[] bytes) {
        try {
            return (Class<?>) DEFINE.invokeExact(PlayedClasses.class.getClassLoader(), (String) null, bytes, 0,
                    bytes.length);
        } catch (Throwable e) {
            throw new LinkageError("a copy cannot be defined", e);
        }
    }
}
