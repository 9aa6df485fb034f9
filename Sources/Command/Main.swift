import ArgumentParser

@main struct CrashdumpIOMMU: ParsableCommand {}
