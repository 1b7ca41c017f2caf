// SPDX-License-Identifier: Apache-2.0
/** What the architecture tests of the two libraries have in common; compiled into the tests of both. */
package dev.stillpoint.scheduler.architecture;
