// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

/**
 * What one release says about one address.
 *
 * @param country ISO 3166 code of two letters, empty when unknown
 * @param cityId GeoNames id of the city, 0 when unknown
 * @param version the release that answered, for example 20180303
 */
public record GeoAnswer(String country, int cityId, int version) {}
