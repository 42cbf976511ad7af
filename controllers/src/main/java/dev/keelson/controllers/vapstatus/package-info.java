/**
 * validatingadmissionpolicy-status-controller: says of each policy up to which generation it was
 * looked at. Waits, asking now and then, where the server does not serve policies. The types of
 * their expressions are checked where the policies are run, in the API server; this controller has
 * no schemas to check against, and reports no warnings.
 */
@NullMarked
package dev.keelson.controllers.vapstatus;

import org.jspecify.annotations.NullMarked;
