// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import dev.stillpoint.reclaim.escape.classes.ClassFacts;
import dev.stillpoint.reclaim.escape.classes.ClassWorld;
import dev.stillpoint.reclaim.escape.classes.TypeNames;
import dev.stillpoint.reclaim.escape.flow.Program;
import dev.stillpoint.reclaim.escape.policy.Exemptions;
import dev.stillpoint.reclaim.escape.policy.ScanPolicy;
import dev.stillpoint.reclaim.escape.report.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * Finds guards, and what they protect, where they leave their read section. It reads class files; it neither loads nor
 * runs what it scans, and needs nothing but the JDK: the library that it knows by name need not be there.
 *
 * {@snippet :
 * List<Finding> findings = EscapeScanner.of(ScanPolicy.defaults()).scan(Path.of("target/classes"));
 * }
 *
 * <p><b>What it follows.</b> Guarded are: {@code ReadGuard}s; what {@code QsbrReference.get} returns; all instances of
 * types, results of methods, and parameters that are marked {@code @GuardScoped}; of what a guarded value returns, the
 * memory segments, buffers, streams and iterators, all {@code Reclaimable}s, and objects of scanned classes with such a
 * field. Numbers, strings, and all other results of a guarded value are copies, so
 * {@code read(() -> table.get().country(address))} is clean. A lambda or local object that captured something guarded
 * is guarded as well: it may be called where it is made, be the body of a read section, be forked in a
 * StructuredTaskScope that is joined before the section ends, or go to a method that calls it at once or to a stream
 * that ends there; what it does then, its maker does. Streams, iterators, optionals and collections carry their guarded
 * elements, as far as signatures or functions say what they are. A lambda that is called with something guarded, at any
 * depth, is judged for what it does with it, and its result is guarded if it returns some. Values are followed
 * through variables, the operand stack, and the calls between the scanned classes, virtual ones included.
 *
 * <p>What a snapshot keeps is not guarded; it must not be used after the snapshot was closed by the method that took
 * it, and that method must close it or hand it on.
 *
 * <p><b>What it does not see.</b> Use {@code -Dstillpoint.checked=true} in tests for these:
 * <ul>
 * <li>addresses: once a segment has become a number, the number is not followed;
 * <li>parts of a version whose type is neither marked nor has a field that refers to memory, returned by an unmarked
 * method;
 * <li>elements of a collection that a version holds, where no signature says what they are, unless a cast to a marked
 * type follows;
 * <li>what a method outside the scanned classes does with a plain argument, unless the policy knows it; a lambda may
 * not even be handed to one;
 * <li>which code a callback runs that was kept, if that code is not scanned;
 * <li>reflection, method handles, native code;
 * <li>whether a method that reads a reference is called inside a section;
 * <li>where paths meet, a guard that may be open counts as open when it is used;
 * <li>virtual calls with more than 16 scanned targets; classes compiled for Java 5 or older.
 * </ul>
 *
 * <p>A helper closes what it is given if it does so on every path on which it is not null.
 *
 * <p><b>Where it is stricter than need be.</b> A guard that is closed under a flag counts as not closed, for the flag
 * is not understood: use try-with-resources. A capturing lambda is reported when it goes to an unknown method of
 * another library: tell the policy that the method calls it at once. A {@code CompletableFuture} that is joined inside
 * the section is reported: fork in a StructuredTaskScope.
 *
 * <p><b>Threading.</b> Immutable; a scan runs in the calling thread.
 *
 * <p><b>Cost.</b> Less than a millisecond per class; 512 MB of heap suffice for 47 000 classes. Code is read when it is
 * looked at and not kept, so the sources must stay as they are until the scan has ended. Methods that nothing guarded
 * comes near are not followed.
 */
public final class EscapeScanner {

    private final ScanPolicy policy;
    private final ClassLoader classPath;

    private EscapeScanner(ScanPolicy policy, ClassLoader classPath) {
        this.policy = policy;
        this.classPath = classPath;
    }

    /** A scanner that looks up what it does not scan on its own class path. */
    public static EscapeScanner of(ScanPolicy policy) {
        return new EscapeScanner(Objects.requireNonNull(policy, "policy"), EscapeScanner.class.getClassLoader());
    }

    /** The same, but what is not scanned is looked up here: on the class path of the scanned classes. */
    public EscapeScanner withClassPath(ClassLoader other) {
        return new EscapeScanner(policy, Objects.requireNonNull(other, "other"));
    }

    /**
     * Scans directories, jars and class files as one program: symbolic links are followed, and jars inside jars read.
     * In a multi-release jar it takes the classes that this JVM would.
     *
     * @return the findings that the policy does not exempt, by class and line
     * @throws IOException if one of the sources does not exist, holds no class, or cannot be read
     */
    public List<Finding> scan(Path... sources) throws IOException {
        ScanResult result = examine(sources);
        if (!result.unreadable().isEmpty()) {
            throw new IOException(String.join(System.lineSeparator(), result.unreadable()));
        }
        return result.findings();
    }

    /**
     * Scans like {@link #scan(Path...)}, and tells what it saw besides what it found. A class file that cannot be read
     * is part of the result and does not hide the others.
     *
     * @throws IOException if one of the sources does not exist, cannot be read, or holds no class
     */
    public ScanResult examine(Path... sources) throws IOException {
        try (ClassSources read = new ClassSources()) {
            for (Path source : sources) {
                read.read(source);
            }
            return examine(read.classes(), read.unreadable());
        }
    }

    /** Scans class files that were read already, as one program. */
    ScanResult examine(Collection<ClassFacts> classes, List<String> unreadable) {
        ClassWorld world = new ClassWorld(classes, classPath);
        Program program = Program.scan(world, policy);
        List<String> all = new ArrayList<>(unreadable);
        all.addAll(program.unreadable());
        // The library is known by name.
        List<String> missing = world.missing().stream().filter(name -> !name.startsWith("dev/stillpoint/"))
                .map(TypeNames::binary).toList();
        Exemptions exemptions = Exemptions.of(policy, world.scanned());
        Collection<Finding> found = program.findings();
        List<Finding> unwanted = found.stream().filter(finding -> !exemptions.cover(finding)).toList();
        return new ScanResult(unwanted, found.size() - unwanted.size(), world.scanned().size(), program.sections(), all,
                missing, world.shadowed(), exemptions.stale(found), exemptions.faults());
    }
}
