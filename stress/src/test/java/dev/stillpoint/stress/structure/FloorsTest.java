// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.structure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.stress.structure.Floors.Place;
import dev.stillpoint.stress.structure.PackageGraph.Arrow;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Nothing in the picture lies on something else, neither boxes nor the arrows that pass them. */
class FloorsTest {

    private static final double BOX = 100;
    private static final double GAP = 20;

    /** A tower with an arrow that passes two of its floors, one that goes up, and a second column. */
    private final PackageGraph graph = PackageGraph.of(new FileGraph(Map.of(
            "top.A", Set.of("middle.B", "aside.E"), "middle.B", Set.of("low.C", "third.F"), "low.C", Set.of("ground.D"),
            "aside.E", Set.of("ground.D", "third.F"), "ground.D", Set.of("top.A"), "third.F", Set.of(),
            "other.X", Set.of("top.A", "ground.D"), "other.Y", Set.of("third.F"))));
    private final Map<String, Integer> columns = new TreeMap<>();
    private final Floors floors;

    FloorsTest() {
        graph.packages().keySet().forEach(name -> columns.put(name, name.equals("other") ? 1 : 0));
        floors = new Floors(graph, columns, BOX, GAP, GAP);
    }

    @Test
    void placesOnAFloorKeepApart() {
        List<Place> places = List.copyOf(places());
        for (int i = 0; i < places.size(); i++) {
            for (Place other : places.subList(i + 1, places.size())) {
                Place place = places.get(i);
                if (place.floor == other.floor) {
                    assertThat(Math.abs(place.x - other.x)).isGreaterThan((place.width + other.width) / 2 - 0.01);
                }
            }
        }
    }

    @Test
    void placesStayInTheirColumns() {
        for (Place place : places()) {
            assertThat(place.x - place.width / 2).isGreaterThan(floors.left(place.column) - 0.01);
            assertThat(place.x + place.width / 2).isLessThan(floors.right(place.column) + 0.01);
        }
    }

    @Test
    void anArrowHasAPlaceOnEachFloorThatItPasses() {
        assertThat(graph.up()).containsExactly(new Arrow("ground", "top"));

        floors.ways().forEach((arrow, way) -> {
            boolean up = graph.up().contains(arrow);
            assertThat(way.getFirst()).isSameAs(floors.at(up ? arrow.to() : arrow.from()));
            assertThat(way.getLast()).isSameAs(floors.at(up ? arrow.from() : arrow.to()));
            assertThat(way).hasSize(1 + way.getFirst().floor - way.getLast().floor);
        });
        assertThat(floors.ways().get(new Arrow("ground", "top"))).hasSizeGreaterThan(3);
    }

    private Set<Place> places() {
        Set<Place> places = new LinkedHashSet<>();
        graph.packages().keySet().forEach(name -> places.add(floors.at(name)));
        floors.ways().values().forEach(places::addAll);
        return places;
    }
}
