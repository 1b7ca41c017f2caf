package dev.stillpoint.reclaim.escape;

import dev.stillpoint.reclaim.escape.classes.ClassFacts;
import dev.stillpoint.reclaim.escape.classes.ClassWorld;
import dev.stillpoint.reclaim.escape.flow.Program;
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
 * runs what it scans, and needs nothing but the JDK.
 *
 * {@snippet :
 * List<Finding> findings = EscapeScanner.of(ScanPolicy.defaults()).scan(Path.of("target/classes"));
 * }
 *
 * <p><b>What it follows.</b> Guarded are: {@code ReadGuard}s; what {@code QsbrReference.get} returns; all instances of
 * types, results of methods, and parameters that are marked {@code @GuardScoped}; memory segments and buffers that a
 * guarded value returns. A lambda or local object that captured something guarded is guarded as well: it may be called
 * where it is made, be the body of a read section, be forked in a StructuredTaskScope that is joined before the section
 * ends, or go to a method that calls it at once. Numbers, strings, and all other results of a guarded value are copies,
 * so {@code read(() -> table.get().country(address))} is clean. Values are followed through variables, the operand
 * stack, and the calls between the scanned classes, virtual ones included.
 *
 * <p><b>What it does not see.</b> Use {@code -Dstillpoint.checked=true} in tests for these:
 * <ul>
 * <li>addresses: once a segment has become a number, the number is not followed;
 * <li>parts of a version whose type is neither marked nor a segment or buffer, returned by an unmarked method;
 * <li>elements of a collection that a version holds, since generics hide them, unless a cast to a marked type follows;
 * <li>what a method outside the scanned classes does with a plain argument, unless the policy knows it; a lambda may
 * not even be handed to one;
 * <li>what a lambda that is called where it was made returns of what it had captured, and when it is called;
 * <li>reflection, method handles, native code;
 * <li>whether a method that reads a reference is called inside a section;
 * <li>where paths meet, a guard that may be open counts as open when it is used (and as not closed when it is not
 * closed later: correlated flags are not understood, so close in try-with-resources);
 * <li>virtual calls with more than 16 scanned targets; classes compiled for Java 5 or older.
 * </ul>
 *
 * <p><b>Threading.</b> Immutable; a scan runs in the calling thread. It takes a few milliseconds per class.
 */
public final class EscapeScanner {

    private final ScanPolicy policy;
    private final ClassLoader classPath;

    private EscapeScanner(ScanPolicy policy, ClassLoader classPath) {
        this.policy = policy;
        this.classPath = classPath;
    }

    /** A scanner that looks up what it does not scan on the class path of this library. */
    public static EscapeScanner of(ScanPolicy policy) {
        return new EscapeScanner(Objects.requireNonNull(policy, "policy"), EscapeScanner.class.getClassLoader());
    }

    /** The same, but what is not scanned is looked up here: on the class path of the scanned classes. */
    public EscapeScanner withClassPath(ClassLoader other) {
        return new EscapeScanner(policy, Objects.requireNonNull(other, "other"));
    }

    /**
     * Scans directories, jars and class files as one program. In a multi-release jar it takes the classes that this JVM
     * would.
     *
     * @return the findings that the policy does not exempt, by class and line
     * @throws IOException if one of the sources does not exist or cannot be read
     */
    public List<Finding> scan(Path... sources) throws IOException {
        List<ClassFacts> classes = new ArrayList<>();
        for (Path source : sources) {
            classes.addAll(ClassSources.read(source));
        }
        return scan(classes);
    }

    /** Scans class files that were read already, as one program. */
    List<Finding> scan(Collection<ClassFacts> classes) {
        return List.copyOf(Program.scan(new ClassWorld(classes, classPath), policy));
    }
}
