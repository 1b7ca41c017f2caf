// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.Source;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.stillpoint.reclaim.escape.classes.ClassFacts;
import dev.stillpoint.reclaim.escape.policy.ScanPolicy;
import dev.stillpoint.reclaim.escape.report.EscapeKind;
import dev.stillpoint.reclaim.escape.report.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Scans the class files that ArchUnit has imported, all at once, and then tells each class its findings. ArchUnit knows
 * violations only, so what the command line says on the side goes to a logger; a strict policy makes violations of it.
 */
final class ScanCondition extends ArchCondition<JavaClass> {

    /** The name of the logger. */
    static final String LOGGER = "dev.stillpoint.reclaim.escape";

    private static final String REMEDY = "Add their jars to the class path of this test.";

    private final Set<EscapeKind> kinds;
    private final ScanPolicy policy;
    // set by init, before check; by the thread that checks the rule
    private Map<String, List<Finding>> findings = Map.of();
    // the same
    private List<String> faults = List.of();

    ScanCondition(String description, Set<EscapeKind> kinds, ScanPolicy policy) {
        super(description);
        this.kinds = kinds;
        this.policy = policy;
    }

    @Override
    public void init(Collection<JavaClass> classes) {
        List<ClassFacts> facts = new ArrayList<>();
        for (JavaClass each : classes) {
            if (!each.isArray() && !each.isPrimitive()) {
                facts.add(read(each));
            }
        }
        ScanResult result = EscapeScanner.of(policy).examine(facts, List.of()).only(kinds);
        if (!result.unreadable().isEmpty()) {
            throw new IllegalStateException("cannot scan all classes: " + String.join("; ", result.unreadable()));
        }
        findings = result.findings().stream().collect(Collectors.groupingBy(Finding::className));
        faults = new ArrayList<>(result.faults());
        if (policy.strict()) {
            faults.addAll(result.doubts(REMEDY));
        } else {
            tell(result);
        }
    }

    private static void tell(ScanResult result) {
        Logger logger = System.getLogger(LOGGER);
        result.doubts(REMEDY).forEach(doubt -> logger.log(Logger.Level.WARNING, doubt));
        if (result.sections() == 0) {
            logger.log(Logger.Level.WARNING, "Scanned: " + result.extent() + ". Import the classes that read, too.");
        } else {
            logger.log(Logger.Level.DEBUG, "Scanned: " + result.extent() + ".");
        }
    }

    private static ClassFacts read(JavaClass imported) {
        Source source = imported.getSource().orElseThrow(() -> new IllegalArgumentException(
                "%s was not imported from a class file; import it with ClassFileImporter".formatted(
                        imported.getName())));
        try {
            URLConnection file = source.getUri().toURL().openConnection();
            // A cached jar would stay open.
            file.setUseCaches(false);
            try (InputStream bytes = file.getInputStream()) {
                return ClassSources.parse(bytes.readAllBytes(), source.getUri().toString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the class file of " + imported.getName(), e);
        }
    }

    @Override
    public void check(JavaClass item, ConditionEvents events) {
        findings.getOrDefault(item.getName(), List.of())
                .forEach(finding -> events.add(SimpleConditionEvent.violated(item, finding.toString())));
    }

    @Override
    public void finish(ConditionEvents events) {
        faults.forEach(fault -> events.add(SimpleConditionEvent.violated(fault, fault)));
        findings = Map.of();
        faults = List.of();
    }
}
