/**
 * A worked example: a small operator in plain Java, and its test. {@link
 * dev.keelson.junit.example.SiteOperator} is what an operator's author writes.
 */
package dev.keelson.junit.example;
