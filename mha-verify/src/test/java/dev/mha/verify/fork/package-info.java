/** What can only be seen in a virtual machine of its own: flags, cold calls, allocation, a missing module. */
package dev.mha.verify.fork;
