// swift-tools-version: 5.9
import PackageDescription

let package = Package(
    name: "wppkit",
    platforms: [.macOS(.v13), .iOS(.v16)],
    products: [.library(name: "Wppkit", targets: ["Wppkit"])],
    targets: [
        // The header of the native library; the static library itself is linked by name.
        .systemLibrary(name: "WppkitFFI"),
        .target(
            name: "WppkitNative",
            dependencies: ["WppkitFFI"],
            linkerSettings: [
                .linkedLibrary("wppkit_uniffi"),
                .linkedFramework("Security", .when(platforms: [.macOS, .iOS])),
                .linkedFramework("SystemConfiguration", .when(platforms: [.macOS, .iOS])),
            ]
        ),
        .target(name: "Wppkit", dependencies: ["WppkitNative"]),
    ]
)
