import { Module } from '@nestjs/common'
import { WppkitModule } from 'wppkit/nest'
import { OrdersController } from './orders.controller'

// Your own guard or middleware belongs before the status page: whoever reaches it may log the account in and out.
@Module({
  imports: [WppkitModule.forRoot({ path: '/system/whatsapp' })],
  controllers: [OrdersController],
})
export class AppModule {}
