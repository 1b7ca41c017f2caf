// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.classes;

import java.io.IOException;
import java.io.InputStream;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The scanned classes, and what they refer to: those of the JDK and of the class path are looked up when they are
 * needed, for their hierarchy and annotations only. One thread.
 */
public final class ClassWorld {

    /** Of what is not scanned, the code is not asked for. */
    private static final ClassBytes NO_CODE = () -> {
        throw new IOException("only its hierarchy and annotations are known");
    };

    private final Map<String, ClassFacts> scanned = new LinkedHashMap<>();
    private final List<String> shadowed = new ArrayList<>();
    private final ClassLoader elsewhere;
    private final Map<String, Optional<ClassFacts>> lookedUp = new HashMap<>();
    private final Map<String, Set<String>> supertypes = new HashMap<>();
    private final Map<String, List<ClassFacts>> subtypes = new HashMap<>();
    private final Map<MethodId, List<MethodFacts>> declarations = new HashMap<>();
    private final Map<String, Boolean> marking = new HashMap<>();
    private final Map<String, Boolean> belowScanned = new HashMap<>();

    /**
     * @param classes those to scan
     * @param elsewhere where others may be found, as resources
     */
    public ClassWorld(Collection<ClassFacts> classes, ClassLoader elsewhere) {
        this.elsewhere = elsewhere;
        for (ClassFacts facts : classes) {
            ClassFacts first = scanned.putIfAbsent(facts.name(), facts);
            if (first != null) {
                shadowed.add("%s in %s (scanned: %s)".formatted(TypeNames.binary(facts.name()), facts.location(),
                        first.location()));
            }
        }
        for (ClassFacts facts : scanned.values()) {
            supertypes(facts.name())
                    .forEach(type -> subtypes.computeIfAbsent(type, _ -> new ArrayList<>()).add(facts));
        }
    }

    public Collection<ClassFacts> scanned() {
        return scanned.values();
    }

    /** Class files whose classes have the name of one that came before; as a JVM would, nobody looks at them. */
    public List<String> shadowed() {
        return shadowed;
    }

    public boolean isScanned(String name) {
        return scanned.containsKey(name);
    }

    /** What is known about a class; null if it is nowhere to be found. */
    public @Nullable ClassFacts find(String name) {
        ClassFacts facts = scanned.get(name);
        return facts != null ? facts : lookedUp.computeIfAbsent(name, this::lookUp).orElse(null);
    }

    /** Internal names of the types that were asked for and not found. */
    public Set<String> missing() {
        Set<String> missing = new TreeSet<>();
        lookedUp.forEach((name, facts) -> {
            if (facts.isEmpty()) {
                missing.add(name);
            }
        });
        return missing;
    }

    private Optional<ClassFacts> lookUp(String name) {
        if (name.startsWith("[")) {
            return lookUp("java/lang/Object");
        }
        try (InputStream file = elsewhere.getResourceAsStream(name + ".class")) {
            return file == null ? Optional.empty() : Optional.of(ClassFacts.of(file.readAllBytes(), name, NO_CODE));
        } catch (IOException | RuntimeException _) {
            // As good as missing: it is not one of those to scan.
            return Optional.empty();
        }
    }

    /** The class, and all its superclasses and interfaces as far as they are known. */
    public Set<String> supertypes(String name) {
        Set<String> known = supertypes.get(name);
        if (known == null) {
            known = new LinkedHashSet<>();
            collectSupertypes(name, known);
            supertypes.put(name, known);
        }
        return known;
    }

    private void collectSupertypes(String name, Set<String> into) {
        if (!into.add(name)) {
            return;
        }
        ClassFacts facts = find(name);
        if (facts != null) {
            if (facts.superclass() != null) {
                collectSupertypes(facts.superclass(), into);
            }
            facts.interfaces().forEach(type -> collectSupertypes(type, into));
        }
    }

    public boolean isSubtype(String name, String of) {
        return name.equals(of) || supertypes(name).contains(of);
    }

    /** Whether the class, or one that it extends or implements, carries {@code @GuardScoped}. */
    public boolean isMarkedType(String name) {
        for (String type : supertypes(name)) {
            ClassFacts facts = find(type);
            if (facts != null && facts.marked()) {
                return true;
            }
        }
        return false;
    }

    /** Whether the method, or one that it overrides, carries {@code @GuardScoped}. */
    public boolean isMarkedMethod(MethodId method) {
        return mayBeMarked(method) && declarations(method).stream().anyMatch(MethodFacts::marked);
    }

    /** Whether the parameter carries {@code @GuardScoped}, here or in a method that this one overrides. */
    public boolean isMarkedParameter(MethodId method, int parameter) {
        return mayBeMarked(method)
                && declarations(method).stream().anyMatch(facts -> facts.markedParameters().contains(parameter));
    }

    /** Nearly all classes have no mark in their whole hierarchy, so that none of their methods need be looked up. */
    private boolean mayBeMarked(MethodId method) {
        return marking.computeIfAbsent(method.owner(), owner -> supertypes(owner).stream().map(this::find)
                .anyMatch(facts -> facts != null && facts.marksMethods()));
    }

    /** Whether the class, or one above it, is scanned: else calls of its methods run none that is. */
    public boolean isBelowScanned(String name) {
        return belowScanned.computeIfAbsent(name, type -> supertypes(type).stream().anyMatch(scanned::containsKey));
    }

    private List<MethodFacts> declarations(MethodId method) {
        return declarations.computeIfAbsent(method, this::findDeclarations);
    }

    private List<MethodFacts> findDeclarations(MethodId method) {
        List<MethodFacts> found = new ArrayList<>(declarations(method, method.descriptor()));
        // Where generics are involved, what it overrides has another descriptor: that of its bridge.
        bridges(method).forEach(bridge -> found.addAll(declarations(method, bridge.id().descriptor())));
        return List.copyOf(found);
    }

    private List<MethodFacts> declarations(MethodId method, String descriptor) {
        return supertypes(method.owner()).stream().map(this::find).filter(Objects::nonNull)
                .map(facts -> facts.method(method.name(), descriptor)).filter(Objects::nonNull).toList();
    }

    private List<MethodFacts> bridges(MethodId method) {
        ClassFacts owner = find(method.owner());
        return owner == null ? List.of() : owner.methods().stream().filter(each -> each.has(AccessFlag.BRIDGE))
                .filter(each -> each.id().name().equals(method.name()) && !each.id().equals(method)
                        && each.id().parameterCount() == method.parameterCount())
                .toList();
    }

    /** The methods of this name with code that a class declares itself, without bridges. */
    public Stream<MethodFacts> methods(String owner, String name) {
        ClassFacts facts = find(owner);
        return facts == null ? Stream.empty() : facts.methods().stream()
                .filter(each -> each.id().name().equals(name) && each.hasCode() && !each.has(AccessFlag.BRIDGE));
    }

    /** The method that a call names, found in the class or above it; null if unknown. */
    public @Nullable MethodFacts resolve(MethodId method) {
        List<MethodFacts> declared = declarations(method);
        for (MethodFacts facts : declared) {
            if (facts.hasCode()) {
                return facts;
            }
        }
        return declared.isEmpty() ? null : declared.getFirst();
    }

    /** The type arguments of what the method returns, as its signature says; none if it says nothing, or is unknown. */
    public List<ClassDesc> elementTypes(MethodId method) {
        MethodFacts facts = resolve(method);
        return facts == null ? List.of() : facts.elementTypes();
    }

    /** Whether another scanned class extends or implements it. */
    public boolean isExtended(String name) {
        return subtypes.getOrDefault(name, List.of()).stream().anyMatch(type -> !type.name().equals(name));
    }

    /** The scanned methods that a virtual call of this one may run, besides itself. */
    public List<MethodFacts> overriders(MethodFacts method) {
        if (method.isStatic() || method.isConstructor() || method.has(AccessFlag.PRIVATE)) {
            return List.of();
        }
        MethodId id = method.id();
        return subtypes.getOrDefault(id.owner(), List.of()).stream().filter(type -> !type.name().equals(id.owner()))
                .map(type -> type.method(id.name(), id.descriptor())).filter(Objects::nonNull)
                .filter(MethodFacts::hasCode).toList();
    }
}
