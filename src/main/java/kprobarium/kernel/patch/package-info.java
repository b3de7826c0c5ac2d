/// Single cures of what is still wrong, each by its name, for whatever kernel has the functions that they replace: `v1+badi`,
/// `mainline+badi+rendezvous`.
///
/// A cure is a row of the list in [Cures][kprobarium.kernel.patch.Cures] and nothing else: its name, the defects it is there for, its
/// argument, the C functions that it replaces, and their new bodies, which know no version: `super` is the function as it was. So a new
/// cure touches that one file; `kernels`, the reference page, the names that an experiment may use and the tests all read the list. What
/// upstream has cured itself is no cure but a [Change][kprobarium.kernel.Changes], which can be brought back to an older kernel.
package kprobarium.kernel.patch;
