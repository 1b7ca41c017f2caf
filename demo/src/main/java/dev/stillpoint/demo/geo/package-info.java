// SPDX-License-Identifier: Apache-2.0
/**
 * Geo data for the demo: real MaxMind releases, compiled into flat off-heap tables that readers look addresses up in
 * while a writer replaces them.
 *
 * <p>A {@linkplain GeoReleases release} is compiled once ({@link GeoTableCompiler}) into a
 * {@linkplain GeoTableFile table file} whose bytes are the table: loading is one read into private memory, and a
 * {@link GeoTable} is a view of that memory. Who frees it, and when, is not this package's business. {@link GeoOracle}
 * gives MaxMind's own answers to compare with.
 *
 * <p>Only IPv4 is in scope: an address is an {@code int}, compared as an unsigned number.
 */
@NullMarked
package dev.stillpoint.demo.geo;

import org.jspecify.annotations.NullMarked;
