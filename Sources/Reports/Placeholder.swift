/// Marks the target until its first type lands.
enum ReportsPlaceholder {}
