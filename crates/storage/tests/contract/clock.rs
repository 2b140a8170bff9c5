//! The program's clock.

use correspondence_testkit_databases::db_test;
use jiff::SignedDuration;

db_test! {
    async fn the_clock_moves_and_stays_moved(database) {
        let storage = database.storage().await;
        let hour = SignedDuration::from_hours(1);
        assert_eq!(storage.clock_offset().await.unwrap(), SignedDuration::ZERO);
        assert_eq!(storage.advance_clock(hour).await.unwrap(), hour);
        assert_eq!(storage.advance_clock(hour).await.unwrap(), hour * 2);
        assert!(!storage.set_clock_offset(hour, hour * 9).await.unwrap(), "it was moved meanwhile");
        assert!(storage.set_clock_offset(hour * 2, hour * 9).await.unwrap());
        storage.close().await;
        drop(storage);
        assert_eq!(database.storage().await.clock_offset().await.unwrap(), hour * 9);
    }
}
