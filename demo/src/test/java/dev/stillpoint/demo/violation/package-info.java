// SPDX-License-Identifier: Apache-2.0
/** Each class breaks one rule of the architecture test, to show that the rule can fail. */
package dev.stillpoint.demo.violation;
